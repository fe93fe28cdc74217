//! The codes of problems: what each means, and what to do. The page of each is at `/problems/{code}`.

/// A kind of problem: its code, what has happened, and what to do.
pub type Code = (&'static str, &'static str, &'static str);

/// All of them, in the order of the alphabet.
pub const CODES: &[Code] = &[
    ("alert_resolved", "The alert has ended by itself.", "Nothing is to be done about it; read the alert again."),
    ("already_there", "The import says something else of what is recorded.", "Leave the row out, or import with mode `update` or `skip`."),
    ("archived", "The item is archived, and takes no records and no new references.", "Restore it first, or name another."),
    ("being_sent", "The delivery is being sent just now.", "Look at what becomes of it before it is sent again."),
    ("both_assessed", "Both areas have assessed the same risk, and differently.", "Make the two assessments the same, then merge again."),
    ("both_judged", "Of both areas the overall status was judged, and differently.", "Make the two judgements the same, then merge again."),
    (
        "both_written",
        "Both areas have a text for the same section, and not the same one.",
        "Make the two texts the same, then merge again.",
    ),
    ("changed_meanwhile", "Someone else wrote the same at the same time.", "Read it again and repeat the change."),
    ("check_in_the_future", "The check would be of a day that is yet to come.", "Run it for today, or preview it."),
    ("check_in_the_past", "A later check has been run already.", "Run it for today, or preview it."),
    ("contended", "Another change was in the way. Nothing was changed.", "Send the same request again."),
    ("cross_origin_refused", "A page of another site may not call the API.", "The operator names such sites in `cors_origins`."),
    ("email_taken", "Another person has that e-mail address.", "Correct the address, or the other person's."),
    (
        "face_too_large",
        "A report is too large to be kept for good. Nothing was signed off.",
        "Shorten the longest texts of the quarter, then sign it off again.",
    ),
    ("fiscal_year_fixed", "The first day of the fiscal year is fixed once something is recorded.", "Leave it as it is."),
    ("forbidden", "The key or the person may not do that.", "Ask an admin for a role that may, or for what is not yours ask its owner."),
    ("has_children", "The level of a plan item cannot change while something is under it.", "Move what is under it first."),
    ("idempotency_not_offered", "This operation takes no `Idempotency-Key`.", "Send the request without it."),
    ("in_flight", "A request with this `Idempotency-Key` is being carried out.", "Send it again in a moment to have its answer."),
    ("in_use", "Something current refers to the item.", "Hand that over, or archive it, first; `detail` says what it is."),
    ("internal_error", "This is a fault of the service. Nothing was changed.", "Report it with the `request_id`."),
    (
        "invalid_pack",
        "The pack has errors, so nothing of it was imported.",
        "Mend what `report` tells, by file, line and column; then import again.",
    ),
    ("invalid_period", "There is no such quarter.", "Write it as `2026-27-Q2`."),
    ("invalid_token", "The token is not valid; `detail` says why.", "Sign in again."),
    ("invalid_values", "Some values are not valid. Nothing was changed.", "Correct each that `errors` names, by its place in the body."),
    (
        "issuer_unavailable",
        "The keys that tokens are verified with cannot be had just now.",
        "Try again in a few seconds; API keys work meanwhile.",
    ),
    ("key_expired", "The API key has expired.", "An admin makes another."),
    ("key_not_in_use", "The key is revoked, or has expired.", "Make another."),
    ("kind_fixed", "A risk that has been assessed keeps its kind.", "Archive it and make another."),
    ("last_admin_key", "It is the last key of an admin.", "Make another first."),
    (
        "loop",
        "The change would make someone their own manager, or an action its own successor.",
        "Name another, or hand that person to another first.",
    ),
    (
        "malformed_request",
        "The request cannot be understood: syntax, a field or a parameter that there is not.",
        "Mend the program that sends it.",
    ),
    ("method_not_allowed", "This path does not take this method.", "Use one that the header `Allow` names."),
    ("no_such_path", "There is nothing at this path.", "Look the path up in the reference."),
    ("not_acceptable", "There is no such form of the answer.", "Ask for one of the forms that `detail` names."),
    ("not_copied", "The record was not copied.", "`detail` says what is in the way."),
    ("not_found", "There is no such item.", "Look its ref up in the list of its kind; it may have another by now."),
    ("not_replayable", "The mail cannot be sent again; `detail` says why.", "Look at its state in the delivery log."),
    ("not_sqlite", "The command is for SQLite.", "Use the tools of PostgreSQL, as `detail` says."),
    ("open_items", "The quarter's checklist is not settled.", "Settle it, or sign off `with_open_items` and a `reason`."),
    ("payload_too_large", "The body is too large.", "Send less at once; `detail` says how much is taken."),
    ("period_closed", "The quarter is signed off.", "Give a `restatement_reason` to restate it, or have an admin reopen it."),
    ("period_not_ended", "A quarter is signed off once it has ended.", "Wait until then; review it meanwhile."),
    ("person_inactive", "The person whose key or sign-in it is has left, or is archived.", "An admin changes that, if it is wrong."),
    (
        "precondition_required",
        "It would take the place of what is recorded.",
        "Send `If-Match` with the `ETag` that you have read, or `*`.",
    ),
    ("ref_taken", "Another item has that ref.", "Choose another, or change the other item's."),
    (
        "refused_results",
        "Some results cannot be recorded, so none was.",
        "Mend what `report` tells, or send them without `all_or_nothing`.",
    ),
    ("reports_busy", "Several reports are being set on paper already.", "Ask again in a moment, or for another form."),
    ("stale", "It was changed since you read it. Nothing was changed.", "Read it again, decide again, and repeat with the new `ETag`."),
    ("too_many", "There are as many as there may be.", "Take away one that is not needed any more."),
    ("too_many_requests", "Too many requests in a short time.", "Wait for the seconds in `Retry-After`."),
    ("unauthenticated", "A valid API key is needed.", "Send it as `Authorization: Bearer plb_…`; an admin makes one."),
    (
        "unavailable",
        "The record cannot be reached just now. Nothing was changed.",
        "Wait for the seconds in `Retry-After`, then try again.",
    ),
    ("unknown_person", "The token names nobody who is a person here.", "An editor adds them, or corrects their address."),
    ("unknown_scope", "There is no such part of the council to report on.", "Name the council, or one of the parts by its kind and ref."),
    ("unsupported_media_type", "The body is of another type than is taken here.", "`detail` says which is."),
    ("webhook_not_active", "The webhook is paused or disabled.", "Make it active first."),
    ("without_role", "The token names no role of Plumbline.", "Whoever manages sign-ins gives the person one."),
];

/// The one with that code.
pub fn code(code: &str) -> Option<&'static Code> {
    CODES.iter().find(|(known, ..)| *known == code)
}
