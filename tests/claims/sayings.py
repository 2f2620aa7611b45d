"""What each cause's sentence asks for, as somebody read it; nothing here is found by its words.

A letter each: `a` asks for something, `s` only that they look or ask and tell us, `w` warns of
paying twice, `p` asks to pay (again, or otherwise), `n` to request the payout anew, `r` to have it
recalled, and `f` asks only for something not to be done. In turn: of a pay-in, of a payout, and of
both where nobody said which it is, or there is but one sentence.
"""

_TABLE = """
                                    payin  payout both
protocol_incompatible               ap     an     ap
server_overload                     -      -      -
network_unstable                    asw    -      -
bank_system_failure                 -      -      -
bank_processing_slow                -      -      -
channel_restricted                  ap     an     ap
browser_incompatible                ap     an     ap
app_error                           ap     a      a
amount_over_limit                   ap     an     ap
outside_time_window                 awf    -      -
amount_invalid                      ap     an     a
method_unsupported                  ap     an     ap
counterparty_not_recognised         ap     a      a
request_incomplete                  ap     a      a
insufficient_funds                  ap     -      -
payout_float_insufficient           -      -      -
account_closed                      ap     a      ap
account_frozen                      ap     a      ap
account_type_unsupported            ap     a      ap
name_mismatch                       ap     a      a
identity_incomplete                 a      a      a
compliance_hold                     -      -      -
fraud_risk                          -      -      -
count_limit                         ap     an     -
duplicate_request                   -      -      -
card_expired                        ap     a      a
card_lost_stolen                    ap     a      ap
credentials_invalid                 ap     a      ap
currency_country_unsupported        ap     a      ap
mandate_missing                     a      a      -
recipient_not_ready                 a      a      a
cancelled                           ap     an     ap
integration_misconfigured           -      -      -
batch_rejected                      -      -      -
declined_unspecified                ap     a      ap
outcome_unknown                     -      as     -
holder_deceased                     a      a      a
refund_not_sent                     as     as     as
refund_waiting                      -      -      -
refund_in_transit                   as     as     as
refund_being_traced                 as     as     as
refund_as_reversal                  a      a      a
refund_partial                      as     as     as
refund_split                        as     as     as
refund_currency_difference          as     as     as
refund_to_wallet                    as     as     as
refund_to_old_card                  as     as     as
refund_needs_account                a      a      a
refund_dispute_open                 as     as     as
deposit_not_received                as     as     as
deposit_without_reference           -      -      -
deposit_posting_delayed             -      -      -
deposit_third_party                 awf    awf    awf
deposit_wrong_rail                  ar     ar     ar
deposit_below_minimum               as     as     as
deposit_other_account               as     as     as
deposit_returned                    as     as     as
deposit_being_traced                as     as     as
verification_needed                 a      a      a
verification_document_unreadable    a      a      a
verification_document_expired       a      a      a
verification_document_not_accepted  a      a      a
verification_details_differ         a      a      a
verification_address_too_old        a      a      a
verification_address_unusable       a      a      a
verification_selfie_failed          a      a      a
verification_upload_failed          a      a      a
verification_contact_unconfirmed    a      a      a
verification_backlog                af     af     af
verification_service_down           -      -      -
suspicious_document                 -      -      -
sanctions_match                     a      a      a
payout_in_transit                   as     as     as
payout_at_bank                      as     as     as
payout_being_traced                 -      -      -
payout_coming_back                  a      a      a
payout_returned                     a      a      a
payout_found                        -      -      -
"""
SAYINGS = {
    slug: {"payin": payin, "payout": payout, "": both}
    for slug, payin, payout, both in map(str.split, _TABLE.strip().splitlines()[1:])
}
KNOWN: dict[str, str] = {}


def learn(sentence: str, letters: str) -> str:
    """Note what a sentence asks for, and return it."""
    return KNOWN.setdefault(sentence, letters) and sentence


def says(sentence: str, letters: str) -> bool:
    """Whether a sentence asks for one of these; "" for nothing, and every other has to be known."""
    return bool(sentence) and not {*letters}.isdisjoint(KNOWN[sentence])
