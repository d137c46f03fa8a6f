//! Judge attempts from what is stored, under the decisions on items up to a number: the score can be recomputed at any
//! time, and it is the same for whoever asks.

use super::load_bank::{self, Faces, Keys};
use super::rulings;
use crate::domain::assessment::adaptive::ability::{Answered, is_right};
use crate::domain::assessment::adaptive::expected_score::{self, AdaptiveResult, PoolItem};
use crate::domain::assessment::adaptive::{AdaptiveRule, ItemParameters};
use crate::domain::assessment::attempt::Sitting;
use crate::domain::assessment::definition::Assessment;
use crate::domain::assessment::form::{Form, FormItem};
use crate::domain::assessment::key::ItemKey;
use crate::domain::assessment::marking::mark;
use crate::domain::assessment::rescoring::Rulings;
use crate::domain::assessment::response::Response;
use crate::domain::assessment::scoring::{self, Marked, Outcome};
use crate::flows::Service;
use crate::store::assessment::assessments::Defined;
use crate::store::assessment::responses::{self, StoredResponse};
use crate::store::{Connection, StoreError};
use std::sync::Arc;

/// What attempts of a revision are judged by.
#[derive(Clone, Debug)]
pub struct Judge {
    faces: Arc<Faces>,
    keys: Arc<Keys>,
    rulings: Arc<Rulings>,
}

impl Judge {
    /// Of a revision, with these decisions.
    ///
    /// # Errors
    /// When the store failed.
    pub async fn of(
        service: &Service,
        connection: &mut Connection<'_>,
        revision: &str,
        rulings: Arc<Rulings>,
    ) -> Result<Self, StoreError> {
        let faces = load_bank::faces(service, connection, revision).await?;
        let keys = load_bank::keys(service, connection, revision).await?;
        Ok(Self { faces, keys, rulings })
    }

    /// Judges a form as its assessment has it; `response` gives what was answered at a place, from 1. That of an adaptive
    /// test is as long as the attempt has come, and what was not answered on it is wrong.
    ///
    /// # Errors
    /// When the form names an item that the revision does not have.
    pub fn judge<'a>(
        &'a self,
        form: &'a Form,
        assessment: &Assessment,
        response: impl Fn(i64) -> Option<&'a Response>,
    ) -> Result<Outcome, StoreError> {
        if let Some(result) = self.adaptive(form, assessment, &response)? {
            return Ok(result.outcome);
        }
        let marked =
            form.0.iter().zip(1..).filter_map(|(place, number)| self.marked(place, response(number)).transpose());
        let marked = marked.collect::<Result<Vec<_>, StoreError>>()?;
        Ok(scoring::judge(marked, &assessment.cuts, assessment.wrong_costs))
    }

    /// Judges the form of an adaptive test, with what its score rests on; `None` where the assessment is not adaptive.
    ///
    /// # Errors
    /// When form or definition name an item that the revision does not have.
    pub fn adaptive<'a>(
        &'a self,
        form: &'a Form,
        assessment: &Assessment,
        response: impl Fn(i64) -> Option<&'a Response>,
    ) -> Result<Option<AdaptiveResult>, StoreError> {
        let Some(rule) = &assessment.adaptive else { return Ok(None) };
        let answers = self.answers(form, rule, response)?;
        let mut pool = Vec::with_capacity(rule.parameters.len());
        for (item, parameters) in &rule.parameters {
            let Some(key) = self.key(item)? else { continue };
            let row = self.faces.get(item).ok_or(StoreError::Unreadable("assessment_version.definition"))?;
            pool.push(PoolItem { competency: &row.traits.competency, points: key.points, parameters: *parameters });
        }
        Ok(Some(expected_score::judge(rule, form.0.len(), &answers, &pool, &assessment.cuts)))
    }

    /// What the answers to the items of an adaptive form say, as far as the items count.
    ///
    /// # Errors
    /// When the form names an item that the revision or the rule does not have.
    pub fn answers<'a>(
        &'a self,
        form: &'a Form,
        rule: &AdaptiveRule,
        response: impl Fn(i64) -> Option<&'a Response>,
    ) -> Result<Vec<Answered>, StoreError> {
        let mut answers = Vec::with_capacity(form.0.len());
        for (place, number) in form.0.iter().zip(1..) {
            let parameters: ItemParameters =
                *rule.parameters.get(&place.item).ok_or(StoreError::Unreadable("attempt.form"))?;
            let Some(marked) = self.marked(place, response(number))? else { continue };
            answers.push(Answered { parameters, is_right: is_right(mark(&marked), marked.key.points) });
        }
        Ok(answers)
    }

    /// A place as scoring sees it; `None` when its item was withdrawn: neither earned nor possible.
    fn marked<'a>(
        &'a self,
        place: &'a FormItem,
        response: Option<&'a Response>,
    ) -> Result<Option<Marked<'a>>, StoreError> {
        let Some(key) = self.key(&place.item)? else { return Ok(None) };
        let row = self.faces.get(&place.item).ok_or(StoreError::Unreadable("attempt.form"))?;
        Ok(Some(Marked { competency: &row.traits.competency, key, options: place.options.len(), response }))
    }

    /// The key that scores an item; `None` when it was withdrawn.
    fn key(&self, item: &str) -> Result<Option<&ItemKey>, StoreError> {
        let own = self.keys.key(item).ok_or(StoreError::Unreadable("item_key"))?;
        Ok(self.rulings.key(item, own))
    }
}

/// Judges a sitting from what is stored, under the decisions of its revision up to a number.
///
/// # Errors
/// When the store failed, or the form names an item that the revision does not have.
#[tracing::instrument(level = "trace", skip_all)]
pub async fn judge_again(
    service: &Service,
    connection: &mut Connection<'_>,
    sitting: &Sitting,
    decisions: i64,
) -> Result<Outcome, StoreError> {
    let stored = Stored::read(service, connection, sitting, decisions).await?;
    stored.judge.judge(&sitting.form, &stored.defined.assessment, |number| stored.response(number))
}

/// What the score of an adaptive sitting rests on; `None` where the assessment is not adaptive.
///
/// # Errors
/// As above.
pub async fn adaptive_result(
    service: &Service,
    connection: &mut Connection<'_>,
    sitting: &Sitting,
    decisions: i64,
) -> Result<Option<AdaptiveResult>, StoreError> {
    let stored = Stored::read(service, connection, sitting, decisions).await?;
    stored.judge.adaptive(&sitting.form, &stored.defined.assessment, |number| stored.response(number))
}

/// All that a sitting is judged by.
struct Stored {
    saved: Vec<StoredResponse>,
    defined: Arc<Defined>,
    judge: Judge,
}

impl Stored {
    async fn read(
        service: &Service,
        connection: &mut Connection<'_>,
        sitting: &Sitting,
        decisions: i64,
    ) -> Result<Self, StoreError> {
        let saved = responses::of_attempt(connection, &sitting.id).await?;
        let defined =
            load_bank::definition(service, connection, &sitting.assessment, sitting.assessment_version).await?;
        let rulings = rulings::through(service, connection, &sitting.revision, decisions).await?;
        let judge = Judge::of(service, connection, &sitting.revision, rulings).await?;
        Ok(Self { saved, defined, judge })
    }

    fn response(&self, number: i64) -> Option<&Response> {
        self.saved.iter().find(|stored| stored.number == number).map(|stored| &stored.response)
    }
}
