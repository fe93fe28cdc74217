use super::*;

fn sample() -> Explanation {
    Explanation::new("indicator_rag", "missed_within_tolerance", "A sentence.".to_owned())
        .with("due", Some(true))
        .with("day", "2017-09-30".parse::<Day>().ok())
        .with("period", "2017-18-Q2".parse::<Period>().ok())
        .with("polarity", Some("higher"))
        .with("actual", "79.53".parse::<Figure>().ok())
        .with("huge", "999999999999.999999".parse::<Figure>().ok())
        .with("target", None::<Figure>)
}

#[test]
fn facts_keep_their_order_and_digits_and_absent_ones_are_left_out() {
    let json = serde_json::to_string(&sample()).unwrap();
    let inputs =
        r#""inputs":{"due":true,"day":"2017-09-30","period":"2017-18-Q2","polarity":"higher","actual":79.53,"huge":999999999999.999999}"#;
    assert!(json.contains(inputs), "{json}");
}

#[test]
fn an_explanation_survives_json() {
    let json = serde_json::to_string(&sample()).unwrap();
    assert_eq!(serde_json::from_str::<Explanation>(&json).unwrap(), sample());
    let value = serde_json::to_value(sample()).unwrap();
    assert_eq!(serde_json::from_value::<Explanation>(value).unwrap(), sample());
}

#[test]
fn a_fact_is_found_by_its_name() {
    assert_eq!(sample().input("polarity"), Some(&"higher".into()));
    assert_eq!(sample().input("target"), None);
}

#[test]
fn days_are_spoken_in_full() {
    assert_eq!(spoken("2017-09-03".parse().unwrap()).to_string(), "3 September 2017");
}
