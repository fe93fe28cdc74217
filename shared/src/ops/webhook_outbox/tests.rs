use super::*;
use DeliveryState::{Dead, Deferred, Delivered};

fn now() -> Timestamp {
    "2017-10-16T08:00:00Z".parse().unwrap()
}

fn answered(status: u16, retry_after: Option<&str>) -> Sent {
    Sent::Answered { status, retry_after: retry_after.map(str::to_owned) }
}

#[test]
fn what_an_answer_makes_of_a_delivery() {
    let late = Sent::Failed("no answer in time".to_owned());
    for (attempts, sent, state, seconds) in [
        (1, answered(200, None), Delivered, None),
        (1, answered(204, Some("60")), Delivered, None),
        (10, answered(299, None), Delivered, None),
        (1, answered(410, Some("60")), Dead, None),
        (1, answered(301, None), Deferred, Some(5)),
        (1, answered(404, None), Deferred, Some(5)),
        (2, answered(500, None), Deferred, Some(300)),
        (9, answered(503, None), Deferred, Some(86_400)),
        (10, answered(503, None), Dead, None),
        (10, late.clone(), Dead, None),
        (3, late, Deferred, Some(1_800)),
        // Never sooner than of ourselves, never later than in a day.
        (1, answered(429, Some("120")), Deferred, Some(120)),
        (2, answered(429, Some("120")), Deferred, Some(300)),
        (1, answered(503, Some("99999999")), Deferred, Some(86_400)),
        (1, answered(503, Some("-1")), Deferred, Some(5)),
        (1, answered(503, Some("soon")), Deferred, Some(5)),
        (1, answered(503, Some("Mon, 16 Oct 2017 09:00:00 GMT")), Deferred, Some(3_600)),
        (1, answered(503, Some("Mon, 16 Oct 2017 07:00:00 GMT")), Deferred, Some(5)),
    ] {
        let found = settlement(now(), attempts, &sent);
        let wait = found.settled_at.is_none().then(|| (found.next_attempt_at.micros() - now().micros()) / 1_000_000);
        assert_eq!((found.state, wait), (state, seconds), "{attempts} {sent:?}");
    }
    let total: i64 = BACK_OFF.iter().sum();
    assert!((3 * 86_400..4 * 86_400).contains(&total), "attempts go on for days: {total}");
}
