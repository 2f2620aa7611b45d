"""The record: customers, their payments, cases, and what was told to whom.

Doors and screens stand on top and nobody imports them: `desk` (agents), `portal` (customers),
`intake` (events of the payment system). Below: `guidance` (a case's walk), `cases`,
`notifications` (messages to people) and `payments`, `calendars`, `customers`. It stands on
`troubleshooting`, the knowledge.
"""
