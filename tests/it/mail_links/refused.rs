//! What a page cannot take is told at its field, and nothing that was typed or filed is lost.

use super::{OWNER, QUARTER, link, made, open, post, read, record, start, typed, update};
use plumbline_shared::domain::alert::ItemKind;
use plumbline_tests::on_both;
use plumbline_tests::support::service::Backend;
use reqwest::{Method, StatusCode};
use serde_json::json;

on_both!(
    what_cannot_be_taken_is_kept_and_told,
    what_another_filed_is_not_lost,
    a_signed_off_quarter_takes_nothing,
    other_sites_send_no_forms,
);

async fn what_cannot_be_taken_is_kept_and_told(backend: Backend) {
    let service = start(backend).await;
    let link = async |kind| link(&service, kind).await;
    let [action, measure, risk] = [link(ItemKind::Action).await, link(ItemKind::Indicator).await, link(ItemKind::Risk).await];
    let before = record(&service).await;
    // The form, a field and what is typed there; what is said.
    type Case<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], &'a str);
    let cases: [Case<'_>; 10] = [
        (&action, "update", &[("percent_complete", "101")], "Write a number from 0 to 100."),
        (&action, "update", &[("percent_complete", "")], "Write how far it is, from 0 to 100."),
        (&action, "update", &[("percent_complete", "half")], "Write a number from 0 to 100, such as 45."),
        (&action, "update", &[("percent_complete", "5"), ("reported_rag", "red")], "It is Red: say why"),
        (&action, "update", &[("percent_complete", "5")], "Give the new due date together with the reason."),
        (&action, "update", &[("percent_complete", "5"), ("commentary", "\u{7}")], "Write up to 20,000 characters"),
        (&measure, "result", &[("actual", "1,250")], "with a dot for decimals and no commas"),
        (&risk, "assessment", &[("reason", "Rain")], "Choose both the likelihood and the impact."),
        (&risk, "assessment", &[("residual_impact", "3")], "Choose both the likelihood and the impact."),
        (
            &risk,
            "assessment",
            &[("inherent_likelihood", "1"), ("inherent_impact", "1"), ("residual_likelihood", "4"), ("residual_impact", "4")],
            "cannot be higher than the score without controls",
        ),
    ];
    for (link, act, typed, said) in cases {
        let fields = [&[("act", act), ("period", QUARTER), ("revision", "0"), ("revision_reason", "<Wedi'i> deipio")], typed].concat();
        let page = post(&service, link, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed:?}");
        let times = page.html.matches(said).count();
        assert!(times == 2 || times > 2 && !said.starts_with("Choose"), "at its field and in the list: {said} in {}", page.html);
        assert!(act != "update" || page.html.contains("&#60;Wedi&#39;i&#62; deipio"), "{}", page.html);
        assert!(!page.html.contains("<Wedi") && page.html.contains("aria-invalid=\"true\""));
        for place in page.html.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(page.html.contains(&format!("id=\"{place}\"")), "{place}");
        }
    }
    made(&service, Method::PATCH, &format!("people/{OWNER}"), json!({"language": "cy"})).await;
    let page = post(&service, &action, &[("act", "update"), ("period", QUARTER), ("percent_complete", "101")]).await;
    assert!(page.html.contains("Ysgrifennwch rif o 0 i 100.") && !page.html.contains("Write a number"), "{}", page.html);
    let next = post(&service, &action, &[("act", "update"), ("period", "2019-20-Q1"), ("percent_complete", "1")]).await;
    assert_eq!(next.status, StatusCode::UNPROCESSABLE_ENTITY);
    let after = record(&service).await;
    for at in [0, 1, 2, 4] {
        assert_eq!(after[at], before[at], "nothing has changed but the language of the owner");
    }
    service.stop().await;
}

async fn what_another_filed_is_not_lost(backend: Backend) {
    let service = start(backend).await;
    let link = link(&service, ItemKind::Action).await;
    let theirs = json!({"percent_complete": 70, "commentary": "Said by the performance team"});
    made(&service, Method::PUT, "actions/A1/updates/2017-18-Q2", theirs).await;
    let before = record(&service).await;
    let page = post(&service, &link, &update("40", "0")).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    for shown in ["somebody else filed something meanwhile", "value=\"40\"", "Recorded now:", "Said by the performance team", ">70<"] {
        assert!(
            page.html.contains(shown) || page.html.contains(&shown.replace('>', "<br>").replace("<br><", "<br>")),
            "{shown}: {}",
            page.html
        );
    }
    assert!(page.html.contains("name=\"revision\" value=\"1\""), "{}", page.html);
    assert_eq!(record(&service).await, before);
    assert_eq!(post(&service, &link, &update("40", "1")).await.query, "done=update");
    let revisions = service.get("/api/v1/actions/A1/updates/2017-18-Q2").await;
    assert_eq!((&revisions["items"][0]["percent_complete"], &revisions["items"][1]["percent_complete"]), (&json!(40), &json!(70)));
    service.stop().await;
}

async fn a_signed_off_quarter_takes_nothing(backend: Backend) {
    let service = start(backend).await;
    let link = link(&service, ItemKind::Action).await;
    assert_eq!(post(&service, &link, &update("40", "0")).await.query, "done=update");
    made(
        &service,
        Method::PUT,
        &format!("periods/{QUARTER}/state"),
        json!({"state": "closed", "with_open_items": true, "reason": "Trial."}),
    )
    .await;
    let before = record(&service).await;
    let opened = open(&service, &link).await;
    assert!(opened.html.contains("value=\"2017-18-Q3\"") && !opened.html.contains("value=\"2017-18-Q2\""), "{}", opened.html);
    let smuggled = [update("50", "1"), vec![("restatement_reason", "Because")]].concat();
    for fields in [update("50", "1"), smuggled] {
        let page = post(&service, &link, &fields).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert!(page.html.contains("Q2 2017/18 is signed off"), "{}", page.html);
    }
    assert_eq!(post(&service, &link, &update("40", "0")).await.query, "done=update", "what is there already does no harm");
    assert_eq!(record(&service).await, before);
    service.stop().await;
}

async fn other_sites_send_no_forms(backend: Backend) {
    let service = start(backend).await;
    let link = link(&service, ItemKind::Action).await;
    let origin = service.base.clone();
    let cases: [(&[(&str, &str)], StatusCode); 8] = [
        (&[("sec-fetch-site", "cross-site"), ("origin", "null")], StatusCode::FORBIDDEN),
        (&[("sec-fetch-site", "same-site")], StatusCode::FORBIDDEN),
        (&[("origin", "https://evil.example")], StatusCode::FORBIDDEN),
        (&[("origin", "nonsense")], StatusCode::FORBIDDEN),
        (&[("origin", &origin)], StatusCode::OK),
        (&[("sec-fetch-site", "same-origin"), ("origin", "null")], StatusCode::OK),
        (&[("origin", "null")], StatusCode::OK),
        (&[], StatusCode::OK),
    ];
    for (headers, wanted) in cases {
        let request = service.request(Method::POST, &link).body(typed(&update("40", "0")));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        assert_eq!(read(request).await.status, wanted, "{headers:?}");
    }
    let large = service.request(Method::POST, &link).body(vec![b'a'; 2 * 1024 * 1024]);
    assert_eq!(read(large).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    service.stop().await;
}
