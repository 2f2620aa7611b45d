"""Banks with their rules, what they were asked, and the letters that left for them."""

from support.inquiries.models.bank import AnswerRule, Bank
from support.inquiries.models.inquiry import Inquiry
from support.inquiries.models.letter import BankLetter

__all__ = ["AnswerRule", "Bank", "BankLetter", "Inquiry"]
