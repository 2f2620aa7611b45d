"""What payment systems call the fields of a payment in their documents, in snake case.

Each field has tiers, the surest first. A name of two words may stand on two levels
("amount.value"). Within the first tier the name decides, the likeliest first; in the others the
nearest to the payment's own object, for an envelope has an id, a status and a time of its own.
"""

TIERS: dict[str, tuple[str, ...]] = {
    "reference": (
        (
            "payment_reference merchant_reference merchant_reference_id merchant_order_id "
            "merchant_transaction_id merchant_payment_code merchant_unique_id out_biz_no "
            "out_detail_no out_refund_no out_trade_no payout_reference transfer_reference "
            "external_id external_reference external_reference_id ext_order_id external_order_num "
            "client_reference client_reference_id client_unique_id client_payment_id "
            "client_payout_id partner_order_id tx_ref unique_request_id reference_sale "
            "payment_conversation_id payment_request_id reference_id links_payment links_payout "
            "links_refund links_transfer order_id order_no invoice_no reference_no "
            "transaction_reference system_reference_number tran_id"
        ),
        (
            "reference request_id payout_item_id transfer_id payout_id refund_id payment_id "
            "transaction_id txn_id psp_reference resource_id checkout_request_id id"
        ),
    ),
    "status": (
        (
            "transaction_status payment_status transfer_status payout_status detail_status "
            "refund_status order_status"
        ),
        "status state estado tx_sts status_class_message status_name status_text result_status",
        "event event_type type topic key name action notification_type event_code",
    ),
    "occurred_at": (
        "",
        (
            "occurred_at updated_at update_time updated_on updated last_updated date_last_updated "
            "last_changed_timestamp failed_at returned_at executed_at event_date event_time "
            "event_timestamp processed_on time_processed completed_at txn_time transaction_time "
            "execution_date timestamp time"
        ),
    ),
    "direction": ("direction payment_direction transaction_type classification",),
    "amount": (
        "",
        (
            "amount_value amount amount_amount amount_money_amount payment_amount transfer_amount "
            "destination_amount payout_amount trans_amount transaction_amount txn_amt total_amount "
            "amount_in_cents amount_cents amount_minor gross_amount invoice_charge_amount "
            "auth_amount "
            "debited_funds_amount order_amount source_amount value total monto valor"
        ),
    ),
    "currency": (
        "",
        (
            "currency currency_code currency_id currency_iso_code amount_currency payment_currency "
            "source_currency payout_currency ccy"
        ),
    ),
    "method": (
        (
            "payment_method payment_method_type method_type payment_method_id channel_code method "
            "payment_type payment_type_id transfer_mode"
        ),
    ),
    "created_at": (
        "",
        (
            "created_at creation_date created_date date_created created_on added_on created "
            "create_time created_time requested_at initiated_at open_date request_time"
        ),
    ),
    "failure_code": (
        (
            "failure_code failed_code decline_code channel_response_code raw_return_reason_code "
            "reason_code failure_reason_code status_reason_code error_reason errors_name "
            "errors_code "
            "error_code err_code rsn_cd refusal_reason_code refusal_code return_code response_code "
            "resp_code processor_response_code gateway_response_code txn_response_code "
            "provider_error_code reject_code status_code sub_code result_code failure_type "
            "failure_reason fail_reason decline_reason error_name status_detail"
        ),
        "code reason cause",
    ),
    "failure_message": (
        (
            "failure_message failed_message decline_message failure_description error_description "
            "error_message errors_detail complete_message processor_response response_summary "
            "processor_response_text gateway_response gateway_response_message "
            "channel_response_message resp_msg resp_desc sub_msg fail_reason failure_reason "
            "returned_reason decline_reason status_description status_detail status_details "
            "status_reason refusal_reason refusal_description status_reason_description "
            "payment_message status_message result_message"
        ),
        "message msg description reason error",
    ),
    "uetr": ("uetr",),
    "end_to_end_id": (
        "end_to_end_id endtoendid end_to_end_identification e2e_id end_to_end orgnl_end_to_end_id",
    ),
    "trace_number": ("trace_number trace_id rrn retrieval_reference_number utr bank_trace_id",),
    "arn": ("arn acquirer_reference_number",),
    "imad": ("imad",),
    "clave_rastreo": ("clave_rastreo tracking_key claverastreo",),
    "bank_reference": (
        "bank_reference banking_partner_reference bank_ref bank_reference_number bank_tran_id",
    ),
    "customer_id": ("customer_id customer_code user_id payer_id contact_id",),
    "customer_name": ("customer_name holder_name account_holder_name full_name",),
    "customer_email": ("customer_email email email_address receipt_email payer_email",),
    "customer_phone": ("customer_phone phone phone_number mobile contact msisdn",),
    "customer_locale": ("locale language preferred_locale shopper_locale",),
    "counterparty_name": ("beneficiary_name recipient_name payee_name creditor_name owner_name",),
    "counterparty_account": (
        (
            "account_number iban bank_account bank_account_number payer_vpa vpa receiver openid "
            "beneficiary_account"
        ),
    ),
    "expected_by": (
        (
            "arrival_date expected_at expected_by estimated_arrival estimated_arrival_time "
            "estimated_delivery"
        ),
    ),
}
# Names besides that hold one of the first and none of the second.
ALSO: dict[str, tuple[str, str]] = {
    "amount": (
        "amount",
        "fee tax tip refund return settle net original charged discount debit points",
    ),
    "currency": ("currency ccy", "settle fee rate exchange numeric"),
    "failure_code": (
        "code",
        (
            "currency country bank zip post phone dial channel language swift auth "
            "approval merchant "
            "qr state category product promo"
        ),
    ),
}
# What of a code's name says that it is one of trouble.
TROUBLE = "fail error err reason decline refus reject return response resp result"
# What stands around a customer's name or a payee's: their fields are called "name" alone.
CUSTOMERS = {"customer", "user", "payer", "shopper", "buyer", "client"}
PAYEES = {"recipient", "beneficiary", "payee", "creditor", "receiver", "counterparty"}
BARE = {
    "customer_name": [("name", CUSTOMERS)],
    "customer_id": [("id", CUSTOMERS)],
    "counterparty_name": [("name", PAYEES)],
}
NOT_AROUND = {"reference": CUSTOMERS | PAYEES, "status": CUSTOMERS | PAYEES} | {
    name: PAYEES for name in TIERS if name.startswith("customer_")
}
# Words of names, types and events by which money goes out.
OUT = {
    *("payout", "payouts", "transfer", "transfers", "withdrawal", "disbursement", "refund"),
    *("refunds", "recipient", "beneficiary", "payee", "movement", "outgoing", "outbound", "remit"),
    *("disbursed", "disburse"),
}
# Around a payment's instrument "transfer" says how, not where to.
INSTRUMENTS = {"payment_method", "method", "payment_details", "payment_method_details"}
EVENTS = {
    *("type", "event", "event_type", "topic", "key", "name", "status", "notification_type"),
    *("template", "object", "resource", "classification"),
}
# Lists of payments or of events, by their last word; other lists hold parts of one payment.
LISTS = {"events", "items", "payments", "payouts", "transfers", "transactions", "refunds"}
LISTS |= {"records", "results", "data", "entries", "notifications"}
EVENT_IDS = ("event_id", "notification_id", "webhook_id", "event_reference", "id")
