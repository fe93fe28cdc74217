use super::Cursor;

fn cursor(sort: &str, value: &str, id: &str) -> Cursor {
    Cursor { sort: sort.to_owned(), value: value.to_owned(), id: id.to_owned() }
}

#[test]
fn a_cursor_is_read_where_it_was_made_and_holds_no_nul() {
    let good = cursor("ref", "A-1", "x");
    let cases = [
        (good.encode("mark"), true),
        (good.encode("other"), false),
        (cursor("due", "A-1", "x").encode("mark"), false),
        (cursor("ref", "A\0", "x").encode("mark"), false),
        (cursor("ref", "A-1", "\0").encode("mark"), false),
        (String::new(), false),
        ("eyJzIjoicmVmIn0".to_owned(), false),
    ];
    for (text, fits) in cases {
        assert_eq!(Cursor::decode(&text, "ref", "mark").ok(), fits.then(|| good.clone()), "{text}");
    }
}
