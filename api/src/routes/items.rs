//! The operations that are the same for all items without a status to compute.

/// `configure` and the five operations on one kind of item: list, create, read, change, archive. The calling file brings
/// its `ListQuery` into scope, which turns `into()` the query of `$ops`.
macro_rules! item_routes {
    (
        tag: $tag:tt, one: $one:tt, many: $many:tt, path: $path:tt, item_path: $item_path:tt, key: $key:tt,
        operations: [$list:tt, $create:tt, $read:tt, $change:tt, $archive:tt],
        types: [$ops:ident, $draft:ident, $view:ident],
        create: $create_note:tt $create_example:tt,
        change: $change_note:tt $change_example:tt,
        archive: $archive_note:tt,
    ) => {
        use super::{CommonErrors, ItemErrors, Operations, WriteErrors};
        use crate::auth::Caller;
        use crate::extract::{Body, Listing, Query, listing, page};
        use crate::problem::ApiError;
use crate::conditional::shown;
use actix_web::http::StatusCode;
        use crate::state::{App, Made};
        use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, web};
        use plumbline_shared::id::Key;
        use plumbline_shared::ops::$ops;

        /// The operations of this file.
        pub fn configure(config: &mut impl Operations) {
            config.service(list).service(create).service(read).service(change).service(archive);
        }

        #[utoipa::path(
            tag = $tag, operation_id = $list, params(ListQuery),
            summary = concat!("List ", $many),
            description = "In the order of their refs, a page at a time; follow `next` until it is null.",
            responses((status = 200, description = concat!("A page of ", $many), body = Listing<$view>), CommonErrors)
        )]
        #[get($path)]
        async fn list(request: HttpRequest, app: web::Data<App>, query: Query<ListQuery>) -> Result<HttpResponse, ApiError> {
            let page = page(&request, query.0.limit, query.0.cursor.as_deref(), $ops::SORT)?;
            listing(&request, &app, move |conn, _, _| $ops::list(conn, query.0.into(), &page)).await
        }

        #[utoipa::path(
            tag = $tag, operation_id = $create,
            summary = concat!("Create ", $one),
            description = $create_note,
            request_body(content = $draft, example = json!($create_example)),
            responses((status = 201, description = "As it was made", body = $view), CommonErrors, WriteErrors)
        )]
        #[post($path)]
        async fn create(app: web::Data<App>, caller: Caller, body: Body<$draft>) -> Result<HttpResponse, ApiError> {
            app.make(&caller, body.1, move |conn, _, context| {
                let id = $ops::create(conn, context, body.0)?;
                let made = $ops::get(conn, &Key::Id(id))?;
 Ok(Made::item(made.version, made))
            })
    .await
        }

        #[utoipa::path(
            tag = $tag, operation_id = $read,
            params(("key" = String, Path, description = "Its id, or its ref with `/` written `-`", example = $key)),
            summary = concat!("Read ", $one),
            description = "By its id or its ref; archived ones too.",
            responses((status = 200, description = "As it is now", body = $view), CommonErrors, ItemErrors)
        )]
        #[get($item_path)]
        async fn read(app: web::Data<App>, key: web::Path<String>) -> Result<HttpResponse, ApiError> {
            let key = Key::parse(&key);
            let found = app.read(move |conn, _, _| $ops::get(conn, &key)).await?;
            shown(StatusCode::OK, found.version, &found)
        }

        #[utoipa::path(
            tag = $tag, operation_id = $change,
            params(("key" = String, Path, description = "Its id, or its ref with `/` written `-`", example = $key)),
            summary = concat!("Change ", $one),
            description = concat!(
                "JSON Merge Patch (RFC 7396): what is left out stays, null clears. `\"archived\": false` restores an archived one. ",
                $change_note
            ),
            request_body(content = $draft, description = "Any of these fields", example = json!($change_example)),
            responses((status = 200, description = "As it is now", body = $view), CommonErrors, ItemErrors, WriteErrors)
        )]
        #[patch($item_path)]
        async fn change(
            app: web::Data<App>,
            caller: Caller,
            key: web::Path<String>,
            body: Body<serde_json::Value>,
        ) -> Result<HttpResponse, ApiError> {
            let key = Key::parse(&key);
            let changed = app.write(&caller, move |conn, _, context| {
                let id = $ops::patch(conn, context, &key, &body.0)?;
                $ops::get(conn, &Key::Id(id))
            });
            let changed = changed.await?;
    shown(StatusCode::OK, changed.version, &changed)
        }

        #[utoipa::path(
            tag = $tag, operation_id = $archive,
            params(("key" = String, Path, description = "Its id, or its ref with `/` written `-`", example = $key)),
            summary = concat!("Archive ", $one),
            description = concat!($archive_note, " `PATCH` with `\"archived\": false` restores it."),
            responses((status = 204, description = "It is archived"), CommonErrors, ItemErrors, WriteErrors)
        )]
        #[delete($item_path)]
        async fn archive(app: web::Data<App>, caller: Caller, key: web::Path<String>) -> Result<HttpResponse, ApiError> {
            let key = Key::parse(&key);
            let archived = serde_json::json!({"archived": true});
            app.write(&caller, move |conn, _, context| $ops::patch(conn, context, &key, &archived)).await?;
            Ok(HttpResponse::NoContent().finish())
        }
    };
}
