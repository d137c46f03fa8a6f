//! Judge attempts from what is stored, under the decisions on items up to a number: the score can be recomputed at any
//! time, and it is the same for whoever asks.

use super::load_bank::{self, Faces, Keys};
use super::rulings;
use crate::domain::assessment::attempt::Sitting;
use crate::domain::assessment::definition::Assessment;
use crate::domain::assessment::form::Form;
use crate::domain::assessment::rescoring::Rulings;
use crate::domain::assessment::response::Response;
use crate::domain::assessment::scoring::{self, Marked, Outcome};
use crate::flows::Service;
use crate::store::assessment::assessments::Defined;
use crate::store::{Connection, StoreError, assessment::responses};
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

    /// Judges a form as its assessment has it; `response` gives what was answered at a place, from 1.
    ///
    /// # Errors
    /// When the form names an item that the revision does not have.
    pub fn judge<'a>(
        &'a self,
        form: &'a Form,
        assessment: &Assessment,
        response: impl Fn(i64) -> Option<&'a Response>,
    ) -> Result<Outcome, StoreError> {
        let mut marked = Vec::with_capacity(form.0.len());
        for (place, number) in form.0.iter().zip(1..) {
            let own = self.keys.key(&place.item).ok_or(StoreError::Unreadable("item_key"))?;
            // Withdrawn: neither earned nor possible.
            let Some(key) = self.rulings.key(&place.item, own) else { continue };
            let row = self.faces.get(&place.item).ok_or(StoreError::Unreadable("attempt.form"))?;
            marked.push(Marked {
                competency: &row.traits.competency,
                key,
                options: place.options.len(),
                response: response(number),
            });
        }
        Ok(scoring::judge(marked, &assessment.cuts, assessment.wrong_costs))
    }
}

/// Judges a sitting from what is stored, under the decisions of its revision up to a number.
///
/// # Errors
/// When the store failed, or the form names an item that the revision does not have.
pub async fn judge_again(
    service: &Service,
    connection: &mut Connection<'_>,
    sitting: &Sitting,
    decisions: i64,
) -> Result<Outcome, StoreError> {
    let saved = responses::of_attempt(connection, &sitting.id).await?;
    let defined: Arc<Defined> =
        load_bank::definition(service, connection, &sitting.assessment, sitting.assessment_version).await?;
    let rulings = rulings::through(service, connection, &sitting.revision, decisions).await?;
    let judge = Judge::of(service, connection, &sitting.revision, rulings).await?;
    judge.judge(&sitting.form, &defined.assessment, |number| {
        saved.iter().find(|stored| stored.number == number).map(|stored| &stored.response)
    })
}
