//! The credential as JSON: exactly the fields we sign, in the order we write them.

use super::contexts;
use crate::domain::certification::claim::Claim;
use crate::domain::text::Language;
use serde::{Deserialize, Serialize};

/// An Open Badges 3.0 credential on the VC Data Model 2.0; reading refuses every field not named here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Document {
    #[serde(rename = "@context")]
    pub(super) context: Vec<String>,
    pub(super) id: String,
    #[serde(rename = "type")]
    pub(super) types: Vec<String>,
    pub(super) name: String,
    pub(super) issuer: Issuer,
    pub(super) valid_from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) valid_until: Option<String>,
    pub(super) awarded_date: String,
    pub(super) credential_subject: Subject,
    pub(super) credential_status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) proof: Option<Proof>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Issuer {
    pub id: String,
    #[serde(rename = "type")]
    pub types: Vec<String>,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Subject {
    pub id: String,
    #[serde(rename = "type")]
    pub types: Vec<String>,
    pub name: String,
    pub achievement: Achievement,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub result: Vec<ScoreResult>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Achievement {
    pub id: String,
    #[serde(rename = "type")]
    pub types: Vec<String>,
    pub name: String,
    pub description: String,
    pub criteria: Criteria,
    pub achievement_type: String,
    pub in_language: String,
    pub version: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub result_description: Vec<ResultDescription>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Criteria {
    pub narrative: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct ResultDescription {
    pub id: String,
    #[serde(rename = "type")]
    pub types: Vec<String>,
    pub name: String,
    pub result_type: String,
    pub value_min: String,
    pub value_max: String,
    pub required_value: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct ScoreResult {
    #[serde(rename = "type")]
    pub types: Vec<String>,
    pub result_description: String,
    pub value: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Status {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub status_purpose: String,
    pub status_list_index: String,
    pub status_list_credential: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Proof {
    #[serde(rename = "type")]
    pub kind: String,
    pub cryptosuite: String,
    pub created: String,
    pub verification_method: String,
    pub proof_purpose: String,
    pub proof_value: String,
}

fn types<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.map(str::to_owned).to_vec()
}

/// The words that never change; a document of ours has exactly these.
pub(super) const CREDENTIAL_TYPES: [&str; 2] = ["VerifiableCredential", "OpenBadgeCredential"];
pub(super) const PROOF_TYPE: &str = "DataIntegrityProof";
pub(super) const CRYPTOSUITE: &str = "eddsa-rdfc-2022";
pub(super) const PROOF_PURPOSE: &str = "assertionMethod";

impl Document {
    /// The unsigned credential of a claim that passed the preflight.
    pub(super) fn of(claim: &Claim) -> Self {
        let base = &claim.base_url;
        let issued_at = claim.issued_at.seconds_rfc3339();
        let list = format!("{base}/status/{}", claim.status_list);
        Self {
            context: types(contexts::BOTH),
            id: format!("{base}/certificates/{}", claim.id),
            types: types(CREDENTIAL_TYPES),
            name: claim.assessment_title.get(Language::Vi).to_owned(),
            issuer: Issuer { id: claim.issuer_did(), types: types(["Profile"]), name: issuer_name(claim) },
            valid_from: issued_at.clone(),
            valid_until: claim.expires_at.map(|at| at.seconds_rfc3339()),
            awarded_date: issued_at,
            credential_subject: subject(claim),
            credential_status: Status {
                id: format!("{list}#{}", claim.status_index),
                kind: "BitstringStatusListEntry".to_owned(),
                status_purpose: "revocation".to_owned(),
                status_list_index: claim.status_index.to_string(),
                status_list_credential: list,
            },
            proof: None,
        }
    }

    /// The exact bytes served and attached.
    pub(super) fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("strings and lists always serialise")
    }
}

/// A demonstration must never pass for the real thing, whatever name the configuration gives.
fn issuer_name(claim: &Claim) -> String {
    let name = claim.issuer.name.get(Language::Vi);
    if claim.issuer.is_demonstration && !name.to_lowercase().contains("trình diễn") {
        format!("{name} (bản trình diễn, không có giá trị pháp lý)")
    } else {
        name.to_owned()
    }
}

fn subject(claim: &Claim) -> Subject {
    let achievement_id =
        format!("{}/achievements/{}/{}", claim.base_url, claim.assessment_code, claim.assessment_version);
    let description_id = format!("{achievement_id}#score");
    let uuid = claim.subject_uuid.strip_prefix("urn:uuid:").unwrap_or(&claim.subject_uuid);
    Subject {
        id: format!("urn:uuid:{uuid}"),
        types: types(["AchievementSubject"]),
        name: claim.holder.clone(),
        achievement: Achievement {
            id: achievement_id,
            types: types(["Achievement"]),
            name: claim.assessment_title.get(Language::Vi).to_owned(),
            description: claim.description.get(Language::Vi).to_owned(),
            criteria: Criteria { narrative: narrative(claim) },
            achievement_type: "Assessment".to_owned(),
            in_language: Language::Vi.code().to_owned(),
            version: claim.assessment_version.to_string(),
            result_description: (claim.score.iter())
                .map(|score| result_description(&description_id, score.cut_basis_points))
                .collect(),
        },
        result: (claim.score.iter())
            .map(|score| ScoreResult {
                types: types(["Result"]),
                result_description: description_id.clone(),
                value: percent(score.basis_points),
            })
            .collect(),
    }
}

/// What had to be done, and the decision that says it was.
fn narrative(claim: &Claim) -> String {
    let criteria = claim.criteria.get(Language::Vi);
    claim.decision.as_ref().map_or_else(
        || criteria.to_owned(),
        |decision| {
            format!(
                "{criteria}\nKết quả được công nhận theo Quyết định số {} ngày {}.",
                decision.number,
                decision.day()
            )
        },
    )
}

fn result_description(id: &str, cut_basis_points: u16) -> ResultDescription {
    ResultDescription {
        id: id.to_owned(),
        types: types(["ResultDescription"]),
        name: "Điểm (%)".to_owned(),
        result_type: "Percent".to_owned(),
        value_min: "0".to_owned(),
        value_max: "100".to_owned(),
        required_value: percent(cut_basis_points),
    }
}

/// Basis points as a decimal number of percent without useless zeros: 8667 is `86.67`, 7000 is `70`.
pub(super) fn percent(basis_points: u16) -> String {
    let (whole, part) = (basis_points / 100, basis_points % 100);
    match (part / 10, part % 10) {
        (0, 0) => whole.to_string(),
        (tenths, 0) => format!("{whole}.{tenths}"),
        _ => format!("{whole}.{part:02}"),
    }
}
