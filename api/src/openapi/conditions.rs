//! What the document says of conditions and of requests sent again, which is the same wherever it applies.

use utoipa::openapi::header::Header;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::{Content, ObjectBuilder, Ref, RefOr, Response, ResponseBuilder, Type};

/// A header of requests: its name, what it is for, what it looks like where not anything will do, and what to try, where that does no harm to a second attempt.
type Asked = (&'static str, &'static str, Option<&'static str>, Option<&'static str>);

const IF_MATCH: Asked = (
    "If-Match",
    "What the caller has read: the `ETag` of one answer or of several, or `*` for whatever is there. Where there is something else \
     by now, nothing is changed (412). Of an item's tag only the version, its first part, is compared.",
    None,
    Some("*"),
);
const IF_NONE_MATCH: Asked = (
    "If-None-Match",
    "The `ETag` of an answer that the caller still has: if it would be the same, the answer is an empty 304.",
    None,
    None,
);
const OF_EACH: Asked = (
    "If-Match",
    "`*`: each takes the place of whatever is recorded. Without it, one that would is refused (428), unless it says the same.",
    None,
    Some("*"),
);
const OF_A_LIST: Asked = (
    "If-Match",
    "The `ETag` with which the quarter's list (`?period=`) was read, or the last write to it answered; or `*` for whatever is there. \
     Where anything of the list has changed since, nothing is changed (412).",
    None,
    Some("*"),
);
const OF_A_STATE: Asked = (
    "If-Match",
    "The `ETag` with which the period was read. Where its state was changed since, it is left as it is (412).",
    None,
    Some("*"),
);
const ONLY_FIRST: Asked = ("If-None-Match", "`*`: only where nothing is recorded of that quarter yet.", None, None);
const IDEMPOTENCY_KEY: Asked = (
    "Idempotency-Key",
    "A name of the caller's own for this request, such as a UUID. Sent again with it within 24 hours, the request is not carried \
     out again but answered as it was, with `Idempotent-Replayed: true`. What failed may be sent again.",
    Some(r"^[!#-~]{1,255}$"),
    None,
);

/// They answer with a secret.
const SHOWN_ONCE: [&str; 5] = ["create_calendar", "create_key", "create_webhook", "rotate_key", "rotate_webhook_secret"];

/// Adds to the operations of a path their conditional headers and answers, and the `ETag` of what they show.
pub fn describe(item: &mut PathItem) {
    if let Some(read) = &mut item.get {
        ask(read, IF_NONE_MATCH);
        answer(read, "304", Response::new("It is what the caller has"));
    }
    // A key, a calendar or a suppressed address has no version: it is taken away once.
    let delete = item.delete.as_mut().filter(|delete| !is(delete, &["remove_suppression", "revoke_calendar", "revoke_key"]));
    for change in item.patch.as_mut().into_iter().chain(delete) {
        ask(change, IF_MATCH);
        answer(change, "412", problem("It was changed since the caller read it; nothing is changed"));
    }
    if let Some(push) = item.put.as_mut().filter(|put| is(put, &["record_indicator_results"])) {
        ask(push, OF_EACH);
    }
    if let Some(list) = item.put.as_mut().filter(|put| is(put, &["write_breakdowns", "write_judgements", "write_narratives"])) {
        ask(list, OF_A_LIST);
        answer(list, "412", problem("The list was changed since the caller read it; nothing is changed"));
        answer(list, "428", problem("A row would take the place of one that says something else: say so with `If-Match`"));
    }
    if let Some(accept) = item.post.as_mut().filter(|post| is(post, &["accept_proposal"])) {
        ask(accept, OF_A_LIST);
        answer(accept, "412", problem("The narratives were changed since the caller read them; nothing is changed"));
        answer(accept, "428", problem("It would change a text that is there: say so with `If-Match`"));
    }
    if let Some(state) = item.put.as_mut().filter(|put| is(put, &["set_period_state"])) {
        ask(state, OF_A_STATE);
        answer(state, "412", problem("Its state was changed since the caller read it; nothing is changed"));
    }
    if let Some(record) = item.put.as_mut().filter(|put| is_return(put)) {
        ask(record, IF_MATCH);
        ask(record, ONLY_FIRST);
        answer(record, "412", problem("Another revision was recorded since the caller read it; nothing is changed"));
        answer(record, "428", problem("It would take the place of what is recorded already: say so with `If-Match`"));
    }
    // An import, or a plan that is rolled over by workbook, is the same however often it is sent; a secret is not kept, to be shown again.
    if let Some(make) = item.post.as_mut().filter(|post| !is(post, &["import_pack", "write_rollover_workbook"]) && !is(post, &SHOWN_ONCE)) {
        ask(make, IDEMPOTENCY_KEY);
    } else if let Some(make) = &mut item.post {
        let description = make.description.get_or_insert_default();
        description.push_str("\n\nIt takes no `Idempotency-Key` (422 `idempotency_not_offered`).");
    }
    for operation in [&mut item.get, &mut item.put, &mut item.post, &mut item.patch].into_iter().flatten() {
        show_tag(operation);
    }
}

/// A return: of one item and quarter.
fn is_return(operation: &Operation) -> bool {
    operation.operation_id.as_deref().is_some_and(|id| id.starts_with("record_")) && !is(operation, &["record_indicator_results"])
}

fn is(operation: &Operation, ids: &[&str]) -> bool {
    operation.operation_id.as_deref().is_some_and(|id| ids.contains(&id))
}

fn ask(operation: &mut Operation, (name, description, pattern, example): Asked) {
    let parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .description(Some(description))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String).pattern(pattern)))
        .example(example.map(Into::into));
    operation.parameters.get_or_insert_with(Vec::new).push(RefOr::T(Parameter::from(parameter)));
}

fn answer(operation: &mut Operation, status: &str, response: Response) {
    operation.responses.responses.insert(status.to_owned(), RefOr::T(response));
}

/// An error of that description.
pub fn problem(description: &str) -> Response {
    let content = Content::new(Some(Ref::from_schema_name("Problem")));
    ResponseBuilder::new().description(description).content("application/problem+json", content).build()
}

fn show_tag(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && status.starts_with('2')
        {
            let mut header = Header::default();
            header.description = Some("What tells this answer from others; of an item, the version comes first.".to_owned());
            response.headers.insert("ETag".to_owned(), RefOr::T(header));
        }
    }
}
