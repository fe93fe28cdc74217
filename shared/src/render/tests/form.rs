//! Forms in words: what is hidden, what is to be chosen, and what is said at a field.

use super::super::page_form::form_block;
use super::super::words::Words;
use crate::domain::alert::Rule;
use crate::domain::day::Day;
use crate::domain::plan::Language::{English, Welsh};
use crate::error::FieldError;
use crate::id::Id;
use crate::model::form::{Act, AlertChoice, Field, Form, Input};

fn id(number: u32) -> Id {
    format!("00000000-0000-7000-8000-{number:012}").parse().unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn acknowledging(alerts: u32) -> Form {
    let choice = |number| AlertChoice { id: id(number), rule: Rule::ActionOverdue, chosen: number == 1 };
    let until = Field::new("until", Input::Day(Some((day("2017-10-17"), day("2018-01-16")))), "2017-10-30".to_owned());
    Form {
        act: Act::Acknowledge,
        period: None,
        revision: 0,
        is_first: true,
        alerts: (0..alerts).map(choice).collect(),
        fields: vec![until],
        is_open: false,
    }
}

#[test]
fn one_alert_goes_without_saying_and_several_are_chosen_from() {
    let words = Words::new(English);
    let one = form_block(&words, &acknowledging(1), false, &[]);
    assert_eq!(one.hidden, [("act", "acknowledge".to_owned()), ("alert", id(0).to_string())]);
    assert!(one.alerts.is_empty() && one.lead.is_none());
    let two = form_block(&words, &acknowledging(2), false, &[FieldError::new("/alert", "required", "choose one")]);
    assert_eq!(two.hidden, [("act", "acknowledge".to_owned())]);
    let word = words.token("alert", "action_overdue");
    assert_eq!(two.alerts, [(id(0).to_string(), word.clone(), false), (id(1).to_string(), word, true)]);
    assert_eq!(two.alerts_errors.len(), 1);
    let until = &two.fields[0];
    assert_eq!(until.days, Some(("2017-10-17".to_owned(), "2018-01-16".to_owned())));
    assert!(until.hint.as_ref().unwrap().contains("17 October 2017"), "{:?}", until.hint);
}

#[test]
fn a_return_names_its_quarter_and_the_revision_it_was_filled_in_from() {
    let mut rag = Field::new("reported_rag", Input::Choice("rag", &["red", "amber", "green"]), "amber".to_owned());
    rag.recorded = Some("red".to_owned());
    rag.errors = vec![FieldError::new("/reported_rag", "nothing_we_know", "Said in English")];
    let form = Form {
        act: Act::Update,
        period: Some("2017-18-Q2".parse().unwrap()),
        revision: 3,
        is_first: false,
        alerts: Vec::new(),
        fields: vec![rag, Field::new("commentary", Input::Text, String::new())],
        is_open: true,
    };
    for language in [English, Welsh] {
        let words = Words::new(language);
        let block = form_block(&words, &form, false, &[]);
        assert_eq!(block.id, format!("{language}-update"));
        assert!(block.title.contains("2017/18") && block.is_open, "{}", block.title);
        let hidden = [("act", "update"), ("period", "2017-18-Q2"), ("revision", "3")].map(|(name, value)| (name, value.to_owned()));
        assert_eq!(block.hidden, hidden);
        assert_eq!(block.lead, Some(words.text("act-again")));
        let chosen: Vec<_> =
            block.fields[0].options.iter().filter(|(.., chosen)| *chosen).map(|(token, word, _)| (*token, word.clone())).collect();
        assert_eq!(chosen, [("amber", words.token("rag", "amber"))]);
        assert_eq!(block.fields[0].recorded, Some((words.text("field-recorded"), vec![words.token("rag", "red")])));
        // What has no words of ours is said as the API says it, and marked as English.
        let said = &block.fields[0].errors[0].0[0];
        assert_eq!((said.lang, said.text.as_str()), (English, "Said in English"));
        // The English commentary is marked as such to who reads Welsh.
        assert_eq!(block.fields[1].lang, (language == Welsh).then_some(English));
    }
}
