//! The claim of a row of a decision's list: what the list says, in the terms of its assessment.

use super::choose_template::{choose_template, template_in_force};
use super::freeze_claim::{Found, FreezeRefusal, months_later, random_uuid};
use crate::domain::assessment::definition::{Assessment, CertificateTerms};
use crate::domain::certification::basis::Basis;
use crate::domain::certification::claim::{Claim, IssuerFace};
use crate::domain::certification::decision::{DecisionReference, ListedResult};
use crate::domain::identifier::{CertificateId, PersonId};
use crate::domain::text::search_form;
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::flows::assessment::load_bank;
use crate::flows::people::log_in::canonical_login;
use crate::formats::decision_list;
use crate::store::assessment::banks;
use crate::store::certification::certificates::Rests;
use crate::store::certification::decision_rows::{self, Recognised};
use crate::store::people::persons;
use crate::store::{Connection, StoreError};
use std::collections::HashMap;
use time::Time;

/// What all certificates of a list have in common.
#[derive(Clone, Debug)]
pub struct Programme {
    /// The assessment.
    pub assessment: Assessment,
    /// What its certificates say.
    pub terms: CertificateTerms,
    version: i64,
    framework: String,
    issuer: IssuerFace,
    base_url: String,
    template: String,
}

impl Programme {
    /// A version of an assessment as it issues at `at`.
    ///
    /// # Errors
    /// When the store failed; a refusal is a value.
    pub async fn load(
        service: &Service,
        connection: &mut Connection<'_>,
        (code, version): (&str, i64),
        at: Timestamp,
    ) -> Result<Result<Self, FreezeRefusal>, StoreError> {
        let defined = load_bank::definition(service, connection, code, version).await?;
        let Some(terms) = defined.assessment.certificate.clone() else { return Ok(Err(FreezeRefusal::NoTerms)) };
        let Some(issuer) = service.settings.issuer_at(at) else { return Ok(Err(FreezeRefusal::NoIssuer)) };
        let Some(template) = template_in_force(service, connection, terms.template.as_deref(), at).await? else {
            return Ok(Err(FreezeRefusal::NoTemplate));
        };
        Ok(Ok(Self {
            template,
            assessment: defined.assessment.clone(),
            terms,
            version,
            framework: banks::framework(connection, &defined.revision).await?,
            issuer,
            base_url: service.settings.base_url.clone(),
        }))
    }

    /// What the certificate of a result will say, with patterns in place of numbers.
    pub fn claim(&self, listed: ListedResult, decision: Option<DecisionReference>, issued_at: Timestamp) -> Claim {
        let terms = &self.terms;
        let score = listed.signed_score(self.assessment.cuts.whole).filter(|_| terms.shows_score);
        Claim {
            id: CertificateId::from_bytes(crate::chance::bytes()),
            subject_uuid: random_uuid(),
            holder: listed.full_name,
            unit: listed.unit,
            position: listed.position,
            assessment_code: self.assessment.code.clone(),
            assessment_title: self.assessment.title.clone(),
            assessment_version: self.version,
            framework: self.framework.clone(),
            subtitle: terms.subtitle.clone(),
            statement: terms.statement.clone(),
            description: terms.description.clone(),
            criteria: terms.criteria.clone(),
            score,
            serial: terms.serial_pattern.clone(),
            register_number: terms.register_pattern.clone(),
            // A list knows the day only: its noon in Việt Nam is that day nearly everywhere.
            assessed_at: noon(listed.assessed_on),
            issued_at,
            decision,
            expires_at: terms.valid_months.map(|months| months_later(issued_at, months)),
            status_list: 0,
            status_index: 0,
            base_url: self.base_url.clone(),
            issuer: self.issuer.clone(),
            template: self.template.clone(),
        }
    }
}

fn noon(date: time::Date) -> Timestamp {
    let noon = date.with_time(Time::from_hms(5, 0, 0).expect("a time of day")).assume_utc();
    Timestamp::from_micros(noon.unix_timestamp() * 1_000_000)
}

/// The claims of those bases that are rows of confirmed decisions.
pub(super) async fn claims_of_rows(
    service: &Service,
    connection: &mut Connection<'_>,
    bases: &[Basis],
    issued_at: Timestamp,
) -> Result<HashMap<Basis, Found>, StoreError> {
    let rows: Vec<&Basis> = bases.iter().filter(|basis| matches!(basis, Basis::Decision { .. })).collect();
    let mut found = HashMap::with_capacity(rows.len());
    if rows.is_empty() {
        return Ok(found);
    }
    let mut listed = Vec::with_capacity(rows.len());
    for row in decision_rows::recognised(connection, &rows).await? {
        let result = decision_list::read_line(&row.entry).ok_or(StoreError::Unreadable("decision_row.entry"))?;
        listed.push((row, result));
    }
    let people = people(connection, &listed).await?;
    let mut programmes: HashMap<(String, i64), Result<Programme, FreezeRefusal>> = HashMap::new();
    for (row, result) in listed {
        if !programmes.contains_key(&row.assessment) {
            let (code, version) = (row.assessment.0.as_str(), row.assessment.1);
            let programme = Programme::load(service, connection, (code, version), issued_at).await?;
            if let Ok(programme) = &programme {
                // Its first certificate freezes the version.
                choose_template(service, connection, programme.terms.template.as_deref(), issued_at).await?;
            }
            programmes.insert(row.assessment.clone(), programme);
        }
        let person = people
            .get(&canonical_login(&result.staff_code))
            .filter(|(_, name)| *name == search_form(&result.full_name));
        let rests = Rests { attempt: None, person: person.map(|(person, _)| person.clone()) };
        let claim = match &programmes[&row.assessment] {
            Ok(programme) => Ok((programme.claim(result, Some(row.decision), issued_at), rests)),
            Err(refusal) => Err(*refusal),
        };
        found.insert(row.basis, claim);
    }
    Ok(found)
}

/// Who of the roster the staff codes name, with the name that is compared: a code alone may be mistyped.
async fn people(
    connection: &mut Connection<'_>,
    listed: &[(Recognised, ListedResult)],
) -> Result<HashMap<String, (PersonId, String)>, StoreError> {
    let codes = listed.iter().map(|(_, result)| &result.staff_code).filter(|code| !code.is_empty());
    let logins: Vec<String> = codes.map(|code| canonical_login(code)).collect();
    if logins.is_empty() {
        return Ok(HashMap::new());
    }
    let known = persons::named(connection, &logins).await?;
    Ok(known.into_iter().map(|(login, person, search_name)| (login, (person, search_name))).collect())
}
