//! `certificate supersede|renew`: order a certificate anew, see that the worker makes it, say what it is.

use super::output::{Exit, Failed, Output};
use crate::domain::certification::basis::Basis;
use crate::domain::certification::correction::Correction;
use crate::domain::identifier::CertificateId;
use crate::flows::Service;
use crate::flows::certification::issue_certificates::issue_certificates;
use crate::flows::certification::list_certificates::{issued_on, renewal_of};
use crate::flows::certification::renew_certificate::{RenewRefusal, renew_certificate};
use crate::flows::certification::supersede_certificate::{
    SupersedeRefusal, differing_roster_row, supersede_certificate,
};
use crate::store::Failure;
use serde_json::json;
use std::time::Duration;

pub async fn supersede(
    service: &Service,
    id: CertificateId,
    correction: &Correction,
    reason: &str,
    actor: &str,
    output: &Output,
) -> Result<Exit, Failed> {
    let ordered = supersede_certificate(service, id, correction, reason, actor).await;
    let basis = ordered.map_err(|failure| match failure {
        Failure::Refused(refusal) => refused_correction(refusal),
        Failure::Store(error) => error.into(),
    })?;
    let Some(new) = made(service, &basis).await? else { return Ok(waits(id, output)) };
    let row = differing_roster_row(service, new).await?;
    let value = json!({ "superseded": id, "by": new, "roster_differs": row.is_some() });
    output.result(&format!("superseded {id} by {new}"), &value);
    if let Some(person) = row {
        let (login, name) = (person.login, person.full_name);
        output.say(&format!(
            "note: the roster is unchanged and has {login} as {name}, {}; `people import` puts it right",
            if person.position.is_empty() { "no position" } else { &person.position }
        ));
    }
    if let Some(renewed) = renewal_of(service, id).await? {
        output
            .say(&format!("note: {id} was renewed by {renewed}, which still has the mistake; supersede that one, too"));
    }
    Ok(Exit::Ok)
}

pub async fn renew(service: &Service, id: CertificateId, actor: &str, output: &Output) -> Result<Exit, Failed> {
    let basis = renew_certificate(service, id, actor).await.map_err(|failure| match failure {
        Failure::Refused(refusal) => refused_renewal(refusal),
        Failure::Store(error) => error.into(),
    })?;
    let Some(new) = made(service, &basis).await? else { return Ok(waits(id, output)) };
    output.result(&format!("renewed {id} by {new}"), &json!({ "renewed": id, "by": new }));
    Ok(Exit::Ok)
}

/// Works through the outbox as the service does, which may be at it itself; waits up to ten seconds.
async fn made(service: &Service, basis: &Basis) -> Result<Option<CertificateId>, Failed> {
    for _ in 0..50 {
        issue_certificates(service).await?;
        if let Some(registered) = issued_on(service, basis).await? {
            return Ok(Some(registered.claim.id));
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Ok(None)
}

fn waits(id: CertificateId, output: &Output) -> Exit {
    output.result(
        &format!("ordered: the certificate that goes on from {id} waits for the service to issue it"),
        &json!({ "ordered": id, "by": null }),
    );
    Exit::TryAgain
}

fn refused_correction(refusal: SupersedeRefusal) -> Failed {
    match refusal {
        SupersedeRefusal::NotFound => Failed::new(Exit::NoInput, "there is no issued certificate with this code"),
        SupersedeRefusal::AlreadySuperseded => {
            Failed::new(Exit::Data, "this certificate is superseded already; correct the one that took its place")
        }
        SupersedeRefusal::Revoked => Failed::new(Exit::Data, "this certificate is revoked"),
        SupersedeRefusal::Expired => Failed::new(Exit::Data, "this certificate has expired"),
        SupersedeRefusal::NothingChanges => Failed::new(Exit::Data, "the certificate says so already"),
        SupersedeRefusal::ReasonMissing => Failed::new(Exit::Usage, "give a reason and an actor"),
        SupersedeRefusal::Unprintable(code) => {
            Failed::new(Exit::Data, format!("the corrected certificate cannot be made ({code})"))
        }
    }
}

fn refused_renewal(refusal: RenewRefusal) -> Failed {
    match refusal {
        RenewRefusal::NotFound => Failed::new(Exit::NoInput, "there is no issued certificate with this code"),
        RenewRefusal::Revoked => Failed::new(Exit::Data, "this certificate is revoked or superseded"),
        RenewRefusal::BeingCorrected => {
            Failed::new(Exit::TryAgain, "a corrected certificate is being issued; renew that one")
        }
        RenewRefusal::NeverExpires => Failed::new(Exit::Data, "this certificate does not expire"),
        RenewRefusal::NoTerms => Failed::new(Exit::Data, "the assessment issues no certificates any more"),
        RenewRefusal::AlreadyRenewed => Failed::new(Exit::Data, "this certificate is renewed already"),
        RenewRefusal::ActorMissing => Failed::new(Exit::Usage, "give an actor"),
    }
}
