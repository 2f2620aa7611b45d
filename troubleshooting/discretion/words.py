"""What no customer may read: the reasons that are kept from him, our own words, whole accounts."""

import re
import unicodedata
from collections.abc import Iterator

# Why a payment was stopped may not be told where it is one of these; not even hinted at.
RISKS = re.compile(
    r"\b(?:fraud\w*|complian\w+|sanction\w*|(?:money )?launder\w*|aml|stolen|stole|theft|lost"
    r"|suspicious\w*|suspected|watch ?list\w*|black ?list\w*|regulatory hold"
    r"|deceased?|died|(?:is|was|are|were) dead|death|pass(?:ed|ing) away|bereave\w*)\b"
    r"|欺诈|合规|制裁|洗钱|挂失|被盗|盗刷|盗用|可疑|涉嫌|黑名单|监管审查"
    r"|去世|过世|逝世|离世|身故|已故|亡故|病故|身亡|死亡",
    re.IGNORECASE,
)
OURS = re.compile(
    r"\b(?:internal notes?|internal only|agents[ -]only|for agents|do not tell the customer"
    r"|risk (?:control|score|rules?)|overrul\w+|[a-z]+(?:_[a-z]+)+)\b"
    r"|内部备注|仅供内部|仅限内部|仅供客服|仅限客服|(?:不要|勿|不得)告知客户|风控|推翻",
    re.IGNORECASE,
)
# Card numbers have 13 to 19 digits and accounts of most banks 8 and more; a hotline is written
# with a plus, with a nought, with separators, or is a service number such as 400 or 95.
_DIGITS = re.compile(r"(?<![A-Za-z\d\-])\+?\d(?:[ \-.]?\d){7,}")  # not within a reference
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_TELEPHONE = re.compile(r"\+[\d .\-]+|(?:0|400|800|95)[\d .\-]+|\d{1,4}(?:[ .\-]\d{2,8}){1,4}")
_LINK = re.compile(r"https?://\S+")
LONGEST_TELEPHONE = 13  # digits


def risks_in(text: str) -> list[str]:
    """Return the words that name a reason which is never explained to a customer."""
    return _found(RISKS, text)


def our_words_in(text: str) -> list[str]:
    """Return the words that are meant for colleagues, and names from inside our system."""
    return _found(OURS, _LINK.sub(" ", text))


def account_numbers_in(text: str) -> list[str]:
    """Return what looks like a whole account or card number."""
    folded = _folded(text)
    return list(dict.fromkeys([*_ibans(folded), *_long_numbers(folded)]))


def without_accounts(text: str) -> str:
    """Return a text to be shown, as it is read, in which no account or card number stands whole.

    It hides more than `masking` may: what is kept as it was typed is masked by that.
    """
    text = _folded(text)
    for number in account_numbers_in(text):
        text = text.replace(number, f"…{number[-4:]}")
    return text


def _found(words: re.Pattern[str], text: str) -> list[str]:
    return list(dict.fromkeys(found[0] for found in words.finditer(_folded(text))))


def _folded(text: str) -> str:
    """Read letters of full width and other disguises as what they look like."""
    return unicodedata.normalize("NFKC", text)


def _ibans(text: str) -> Iterator[str]:
    return (found[0] for found in _IBAN.finditer(text))


def _long_numbers(text: str) -> Iterator[str]:
    for found in _DIGITS.finditer(text):
        number = found[0]
        digits = sum(char.isdigit() for char in number)
        if digits > LONGEST_TELEPHONE or not _TELEPHONE.fullmatch(number):
            yield number
