//! The filters of indicators and risks, on the council's quarter.

use super::{all, council};
use plumbline_tests::on_both;
use plumbline_tests::support::pack::expected;
use plumbline_tests::support::service::Backend;
use std::collections::BTreeSet;

on_both!(indicators_are_filtered, risks_are_filtered);

async fn indicators_are_filtered(backend: Backend) {
    let service = council(backend).await;
    let expected = expected("indicators.csv");
    let all = async |query: &str| -> Vec<String> {
        all(&service, &format!("/api/v1/indicators?period=2017-18-Q2&limit=7&{query}")).await.into_keys().collect()
    };
    for direction in ["improved", "same", "declined", "n/a"] {
        let mut wanted: Vec<_> = expected.iter().filter(|row| row[2] == direction).map(|row| row[0].clone()).collect();
        wanted.sort();
        assert_eq!(all(&format!("direction={direction}")).await, wanted, "{direction}");
    }
    let few: [(&str, &[&str]); 8] = [
        ("objective=CH-ASSETS", &["CPM/153", "CPM/221"]),
        ("additional=true", &["PAM/002"]),
        ("frequency=biennial", &["CPM/076", "CPM/222"]),
        ("q=chr/002", &["CPM/019"]),
        ("service_area=DS", &["CPM/227", "CPM/228"]),
        ("owner=it.lead@cyngor.example&rag=red", &["CPM/073", "CPM/074"]),
        ("rag=red&direction=improved", &[]),
        ("archived=true", &[]),
    ];
    for (query, refs) in few {
        assert_eq!(all(query).await, refs, "{query}");
    }
    assert_eq!((all("objective=CH").await.len(), all("additional=false").await.len()), (33, 32));
    service.stop().await;
}

async fn risks_are_filtered(backend: Backend) {
    let service = council(backend).await;
    let expected = expected("risks.csv");
    let all = async |query: &str| -> BTreeSet<String> {
        all(&service, &format!("/api/v1/risks?period=2017-18-Q2&limit=4&{query}")).await.into_keys().collect()
    };
    for band in ["low", "medium/low", "medium", "medium/high", "high"] {
        let wanted: BTreeSet<_> = expected.iter().filter(|row| row[3] == band).map(|row| row[0].clone()).collect();
        assert_eq!(all(&format!("band={band}")).await, wanted, "{band}");
    }
    let few: [(&str, &[&str]); 6] = [
        ("forecast=up", &["SR-CH-08", "SR-CH-19"]),
        ("forecast=down", &["SR-CH-05", "SR-CH-07", "SR-CH-15"]),
        ("direction=decreasing", &["SR-CH-06", "SR-CH-09"]),
        ("service_area=LS", &["SR-CH-02", "SR-CH-03", "SR-CH-05"]),
        ("kind=corporate&band=medium/low", &["CR11", "CR14"]),
        ("rising=true&service_area=IT", &["SR-CH-19"]),
    ];
    for (query, refs) in few {
        assert_eq!(all(query).await, refs.iter().map(ToString::to_string).collect(), "{query}");
    }
    assert_eq!((all("objective=CH").await.len(), all("kind=service").await.len()), (25, 19));
    service.stop().await;
}
