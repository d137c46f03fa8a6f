//! What the server promised a candidate, item by item, and whether it keeps it.

use serde_json::Value;
use std::collections::BTreeMap;

/// The answers of one attempt as the candidate knows them.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    lines: BTreeMap<i64, Line>,
}

#[derive(Clone, Debug, Default)]
struct Line {
    /// The last revision that was acknowledged; 0 while none was.
    revision: i64,
    /// What was acknowledged with it.
    promised: Option<Value>,
    /// Sent on top of it, and not answered yet: it may be stored or not.
    open: Option<Value>,
}

impl Sheet {
    /// Notes what is about to be sent; gives the revision to send it with.
    pub fn sends(&mut self, number: i64, response: &Value) -> i64 {
        let line = self.lines.entry(number).or_default();
        line.open = Some(response.clone());
        line.revision
    }

    /// What was sent and not answered.
    pub fn unanswered(&self, number: i64) -> Option<Value> {
        self.lines.get(&number)?.open.clone()
    }

    /// The last acknowledged revision; 0 while there is none.
    pub fn revision(&self, number: i64) -> i64 {
        self.lines.get(&number).map_or(0, |line| line.revision)
    }

    /// The last acknowledged answer.
    pub fn promised(&self, number: i64) -> Option<&Value> {
        self.lines.get(&number)?.promised.as_ref()
    }

    /// A save was acknowledged with this revision.
    pub fn acknowledged(&mut self, number: i64, revision: i64) -> Result<(), String> {
        let line = self.lines.entry(number).or_default();
        let expected = line.revision + 1;
        line.promised = line.open.take();
        line.revision = revision;
        if revision == expected {
            return Ok(());
        }
        Err(format!("item {number}: acknowledged as revision {revision}, not {expected}"))
    }

    /// The server has another revision, and says which: the candidate goes on from it.
    pub fn refused(&mut self, number: i64, stored: &Value) -> Result<(), String> {
        let outcome = self.check(number, stored);
        let line = self.lines.entry(number).or_default();
        line.revision = stored["revision"].as_i64().unwrap_or_default();
        line.promised = Some(stored["response"].clone()).filter(|response| !response.is_null());
        line.open = None;
        outcome
    }

    /// Compares with an attempt as the server shows it.
    pub fn compare(&self, attempt: &Value) -> Vec<String> {
        let Some(items) = attempt["items"].as_array() else { return vec!["the attempt has no items".to_owned()] };
        let shown: BTreeMap<i64, &Value> =
            items.iter().filter_map(|item| Some((item["number"].as_i64()?, item))).collect();
        let missing = self.lines.keys().filter(|number| !shown.contains_key(number));
        missing
            .map(|number| format!("item {number} is not shown"))
            .chain(shown.iter().filter_map(|(number, item)| self.check(*number, item).err()))
            .collect()
    }

    /// Compares with the review of a result, which has responses and no revisions.
    pub fn compare_review(&self, review: &[Value]) -> Vec<String> {
        let shown: BTreeMap<i64, &Value> =
            review.iter().filter_map(|item| Some((item["number"].as_i64()?, &item["response"]))).collect();
        let broken = |(number, line): (&i64, &Line)| {
            let shown = shown.get(number).copied().unwrap_or(&Value::Null);
            let promised = line.promised.as_ref().unwrap_or(&Value::Null);
            let is_kept = promised == shown || line.open.as_ref() == Some(shown);
            (!is_kept).then(|| format!("item {number}: {promised} was acknowledged, the review shows {shown}"))
        };
        self.lines.iter().filter_map(broken).collect()
    }

    fn check(&self, number: i64, shown: &Value) -> Result<(), String> {
        let nothing = Line::default();
        let line = self.lines.get(&number).unwrap_or(&nothing);
        let (revision, response) = (shown["revision"].as_i64().unwrap_or_default(), &shown["response"]);
        let is_promised = revision == line.revision && line.promised.as_ref().unwrap_or(&Value::Null) == response;
        let is_open = revision == line.revision + 1 && line.open.as_ref() == Some(response);
        if is_promised || is_open {
            return Ok(());
        }
        let promised = line.promised.as_ref().unwrap_or(&Value::Null);
        let acknowledged = line.revision;
        Err(format!(
            "item {number}: revision {acknowledged} with {promised} was acknowledged, the server shows revision {revision} with {response}"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn attempt(revision: i64, response: Value) -> Value {
        json!({ "items": [{ "number": 1, "revision": revision, "response": response }] })
    }

    #[test]
    fn an_acknowledged_answer_must_be_shown() {
        let (mut sheet, answer) = (Sheet::default(), json!({ "choice": ["a"] }));
        assert_eq!(sheet.sends(1, &answer), 0);
        assert_eq!(sheet.acknowledged(1, 1), Ok(()));
        assert!(sheet.compare(&attempt(1, answer.clone())).is_empty());
        assert_eq!(sheet.compare(&attempt(0, Value::Null)).len(), 1);
        assert_eq!(sheet.compare(&attempt(2, answer.clone())).len(), 1);
        assert_eq!(sheet.compare(&attempt(1, json!({ "choice": ["b"] }))).len(), 1);
        assert_eq!(sheet.compare(&json!({ "items": [] })).len(), 1);
        assert!(sheet.compare_review(&[json!({ "number": 1, "response": answer })]).is_empty());
        assert_eq!(sheet.compare_review(&[json!({ "number": 1, "response": null })]).len(), 1);
    }

    #[test]
    fn an_answer_without_a_reply_may_be_stored_or_not() {
        let (mut sheet, first, second) = (Sheet::default(), json!({ "choice": ["a"] }), json!({ "choice": ["b"] }));
        sheet.sends(1, &first);
        sheet.acknowledged(1, 1).expect("the next revision");
        assert_eq!(sheet.sends(1, &second), 1);
        assert_eq!(sheet.unanswered(1), Some(second.clone()));
        assert!(sheet.compare(&attempt(1, first)).is_empty());
        assert!(sheet.compare(&attempt(2, second.clone())).is_empty());
        assert_eq!(sheet.compare(&attempt(1, second)).len(), 1);
    }

    #[test]
    fn a_refusal_must_show_what_was_promised() {
        let (mut sheet, answer) = (Sheet::default(), json!({ "choice": ["a"] }));
        sheet.sends(1, &answer);
        sheet.acknowledged(1, 1).expect("the next revision");
        assert!(sheet.refused(1, &json!({ "revision": 1, "response": answer })).is_ok());
        assert!(sheet.refused(1, &json!({ "revision": 4, "response": answer })).is_err());
        assert_eq!(sheet.sends(1, &answer), 4);
    }

    #[test]
    fn a_skipped_revision_is_noticed() {
        let mut sheet = Sheet::default();
        sheet.sends(1, &json!({ "choice": ["a"] }));
        assert!(sheet.acknowledged(1, 2).is_err());
    }
}
