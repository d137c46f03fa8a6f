//! What an assessment measures: how a form is made up, how large the bank behind it is, and which frameworks it covers.

use crate::domain::assessment::bank::Competency;
use crate::domain::assessment::framework::Framework;
use crate::domain::assessment::item::ItemKind;
use crate::flows::Service;
use crate::formats::bank::frameworks;
use crate::store::StoreError;
use crate::store::assessment::assessments::{self, Defined};
use crate::store::assessment::banks;
use crate::store::assessment::item_mappings::{self, ItemMapping};

/// The description.
#[derive(Clone, Debug)]
pub struct Described {
    /// The assessment.
    pub defined: Defined,
    /// Its competencies, in the author's order.
    pub parts: Vec<MeasuredPart>,
    /// Items on a form that may be of any competency.
    pub of_any: usize,
    /// Items in the bank.
    pub in_bank: usize,
    /// Frameworks with the entries that items map to, and how many items do.
    pub frameworks: Vec<(&'static Framework, Vec<(usize, usize)>)>,
}

/// A competency as it is measured.
#[derive(Clone, Debug)]
pub struct MeasuredPart {
    /// Which.
    pub competency: Competency,
    /// Items on a form.
    pub on_form: usize,
    /// Of those, items that are scenarios by the blueprint.
    pub scenarios: usize,
    /// Items in the bank.
    pub in_bank: usize,
}

/// Describes an assessment; `None` when there is none with this code.
///
/// # Errors
/// When the store failed.
pub async fn describe_assessment(service: &Service, code: &str) -> Result<Option<Described>, StoreError> {
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let Some(defined) = assessments::find(connection, code).await? else { return Ok(None) };
    let competencies = banks::competencies(connection, &defined.revision).await?;
    let traits: Vec<_> = banks::faces(connection, &defined.revision).await?.into_iter().map(|row| row.traits).collect();
    let mapped = item_mappings::of_revision(connection, &defined.revision).await?;
    let rules = &defined.assessment.blueprint.rules;
    let part = |competency: Competency| {
        let own = rules.iter().filter(|rule| rule.competency.as_ref() == Some(&competency.code));
        let count = |is_counted: &dyn Fn(Option<ItemKind>) -> bool| {
            own.clone().filter(|rule| is_counted(rule.kind)).map(|rule| usize::from(rule.count)).sum()
        };
        MeasuredPart {
            on_form: count(&|_| true),
            scenarios: count(&|kind| kind == Some(ItemKind::Scenario)),
            in_bank: traits.iter().filter(|traits| traits.competency == competency.code).count(),
            competency,
        }
    };
    let frameworks = frameworks().iter().map(|framework| {
        let entries = framework.entries.iter().enumerate().map(|(index, entry)| {
            let is_of = |row: &&ItemMapping| {
                row.digcomp.iter().any(|code| framework.code == "digcomp" && *code == entry.code)
                    || row.frameworks.contains(&format!("{}/{}", framework.code, entry.code))
            };
            (index, mapped.iter().filter(is_of).count())
        });
        (framework, entries.filter(|(_, count)| *count > 0).collect::<Vec<_>>())
    });
    Ok(Some(Described {
        parts: competencies.into_iter().map(part).filter(|part| part.on_form > 0 || part.in_bank > 0).collect(),
        of_any: rules.iter().filter(|rule| rule.competency.is_none()).map(|rule| usize::from(rule.count)).sum(),
        in_bank: traits.len(),
        frameworks: frameworks.filter(|(_, entries)| !entries.is_empty()).collect(),
        defined,
    }))
}
