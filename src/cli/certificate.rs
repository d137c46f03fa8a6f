//! `certificate verify|revoke|supersede|renew`; taking back several is in `revocation`.

use super::boot::boot_service;
use super::log::{self, note_keys};
use super::output::{Exit, Failed, Output};
use super::read_config;
use super::seals::{self, open_authorities};
use super::{reissue, revocation};
use crate::clock::Clock;
use crate::domain::certification::correction::Correction;
use crate::domain::certification::verdict::{RevocationReason, Verdict};
use crate::domain::identifier::CertificateId;
use crate::flows::Service;
use crate::flows::certification::check_seal::{check_seal, check_seal_offline};
use crate::flows::certification::list_certificates::renewal_of;
use crate::flows::certification::revoke_certificate::{RevokeRefusal, revoke_certificate};
use crate::flows::certification::verify_certificate::{Finding, verify_file};
use crate::flows::certification::verify_offline::{ListFault, verify_offline};
use crate::flows::log::prove_entry::{ProofRefusal, check_proof, log_standing};
use crate::flows::log::{log_keys, witness_keys};
use crate::formats::credential::keys::KeyRing;
use crate::formats::log::note::NoteKey;
use crate::formats::log::proof::{LogProof, ProofFault};
use crate::store::Failure;
use crate::web::api::certificates::{LogBody, VerdictBody};
use crate::web::api::seals::SealBody;
use clap::{ArgGroup, Subcommand, builder::PossibleValuesParser};
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Verify a certificate: its PDF, its JSON, or the text of its QR code. The verdict is the first
    /// word printed; the exit code is 0 only when it is genuine.
    Verify {
        /// A file, or the text itself.
        what: String,
        /// The issuer's `did.json`: verify with it alone, without the register.
        #[arg(long, value_name = "FILE")]
        keys: Option<PathBuf>,
        /// A status list saved from `/status/N` or `/status/N-supersession`: say whether the certificate still
        /// stands. May be given more than once.
        #[arg(long, value_name = "FILE", requires = "keys")]
        status: Vec<PathBuf>,
        /// The certificate's proof from the transparency log: refused unless it proves this very certificate.
        #[arg(long, value_name = "FILE")]
        proof: Option<PathBuf>,
        /// With --proof and --keys: the log's key (`name+01234567+base64`), or a file with keys.
        #[arg(long, value_name = "KEY_OR_FILE", requires_all = ["proof", "keys"])]
        log_key: Vec<String>,
        /// With --proof: the key of a witness whose signature counts, or a file with keys.
        #[arg(long, value_name = "KEY_OR_FILE", requires = "proof")]
        witness: Vec<String>,
        /// With --keys: a PEM file of root certificates. Whose seal is on the PDF is said only if it leads to one of them.
        #[arg(long, value_name = "FILE", requires = "keys")]
        seal_authorities: Option<PathBuf>,
    },
    /// Take a certificate back.
    Revoke {
        /// The certificate's code.
        id: String,
        /// The class of the reason; public.
        #[arg(long, value_parser = PossibleValuesParser::new(RevocationReason::BY_HAND.map(RevocationReason::name)))]
        reason: String,
        /// The reason in words; for the file, not public.
        #[arg(long)]
        text: String,
        /// Who takes it back.
        #[arg(long)]
        actor: String,
    },
    /// Take back several certificates: one administrator proposes, another one confirms.
    #[command(subcommand)]
    Revocation(revocation::Command),
    /// Issue a corrected certificate in place of one whose name, unit or position is wrong. The roster is not changed.
    #[command(group = ArgGroup::new("right").required(true).multiple(true))]
    Supersede {
        /// The certificate's code.
        id: String,
        /// The holder's right name.
        #[arg(long, group = "right")]
        name: Option<String>,
        /// The right unit.
        #[arg(long, group = "right")]
        unit: Option<String>,
        /// The right position; empty for none.
        #[arg(long, group = "right")]
        position: Option<String>,
        /// The reason in words; for the file, not public.
        #[arg(long)]
        reason: String,
        /// Who corrects it.
        #[arg(long)]
        actor: String,
    },
    /// Issue a certificate anew for another term; the old one stays genuine until it expires.
    Renew {
        /// The certificate's code.
        id: String,
        /// Who renews it.
        #[arg(long)]
        actor: String,
    },
}

/// No certificate's file comes near this.
const LARGEST_INPUT: u64 = 4 * 1024 * 1024;

pub async fn run(command: Command, config: Option<PathBuf>, output: &Output) -> Result<Exit, Failed> {
    match command {
        Command::Verify { what, keys, status, proof, log_key, witness, seal_authorities } => {
            let bytes = read_input(&what)?;
            let given =
                Given { proof: proof.as_deref(), log_keys: note_keys(&log_key)?, witnesses: note_keys(&witness)? };
            match keys {
                Some(file) => {
                    let ring = read_did(&file)?;
                    let log = given.check(&bytes, &ring)?;
                    let mut finding = verify_with(&bytes, &ring, &status)?;
                    let authorities = open_authorities(seal_authorities.as_deref())?;
                    let seal = check_seal_offline(&bytes, &authorities, &mut finding).map(SealBody::of_any);
                    Ok(say(output, finding, seal, log))
                }
                None => {
                    let service = boot_service(read_config(config)?, Clock::System).await?.service;
                    let known = Given { log_keys: log_keys(&service), ..given };
                    let known = Given { witnesses: [witness_keys(&service), known.witnesses].concat(), ..known };
                    let log = known.check(&bytes, &service.ring())?;
                    let finding = verify_file(&service, bytes).await?;
                    let standing = log_standing(&service, &finding).await?.map(LogBody::from);
                    let seal = check_seal(&service, &finding).await?.map(SealBody::of_issued);
                    Ok(say(output, finding, seal, log.or(standing)))
                }
            }
        }
        Command::Revoke { id, reason, text, actor } => {
            let id = read_code(&id)?;
            let reason =
                RevocationReason::from_name(&reason).ok_or_else(|| Failed::new(Exit::Usage, "unknown reason"))?;
            let service = boot_service(read_config(config)?, Clock::System).await?.service;
            revoke_certificate(&service, id, reason, &text, &actor).await.map_err(refused)?;
            output.result(&format!("revoked {id}"), &serde_json::json!({ "revoked": id }));
            say_of_renewal(&service, id, output).await?;
            Ok(Exit::Ok)
        }
        Command::Revocation(command) => revocation::run(command, config, output).await,
        Command::Supersede { id, name, unit, position, reason, actor } => {
            let id = read_code(&id)?;
            let service = boot_service(read_config(config)?, Clock::System).await?.service;
            let correction = Correction { holder: name, unit, position };
            reissue::supersede(&service, id, &correction, &reason, &actor, output).await
        }
        Command::Renew { id, actor } => {
            let id = read_code(&id)?;
            let service = boot_service(read_config(config)?, Clock::System).await?.service;
            reissue::renew(&service, id, &actor, output).await
        }
    }
}

pub fn read_code(typed: &str) -> Result<CertificateId, Failed> {
    typed.parse().map_err(|_| Failed::new(Exit::Data, "this is not a certificate code; a character may be mistyped"))
}

/// A renewed certificate stands by itself: whoever takes back the old one has to know of the new one.
pub async fn say_of_renewal(service: &Service, id: CertificateId, output: &Output) -> Result<(), Failed> {
    if let Some(renewed) = renewal_of(service, id).await? {
        output.say(&format!("note: {id} was renewed by {renewed}, which still stands"));
    }
    Ok(())
}

fn verify_with(bytes: &[u8], ring: &KeyRing, status: &[PathBuf]) -> Result<Finding, Failed> {
    let read = |file: &PathBuf| {
        std::fs::read(file).map_err(|error| Failed::new(Exit::NoInput, format!("{}: {error}", file.display())))
    };
    let lists = status.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    verify_offline(bytes, ring, &lists, Clock::System.now()).map_err(|fault| {
        Failed::new(
            Exit::Data,
            match fault {
                ListFault::NotBelieved(fault) => {
                    format!("a status list is not one of the issuer whose keys these are ({fault:?})")
                }
                ListFault::NotCurrent { valid_from, valid_until } => format!(
                    "the status list holds from {} to {}: it cannot say that the certificate stands today; download it anew",
                    valid_from.seconds_rfc3339(),
                    valid_until.seconds_rfc3339()
                ),
                ListFault::OtherList(name) => {
                    format!("the certificate is not on the status list {name}; download the one that it names")
                }
            },
        )
    })
}

/// What was given to judge a proof by.
struct Given<'a> {
    proof: Option<&'a Path>,
    log_keys: Vec<NoteKey>,
    witnesses: Vec<NoteKey>,
}

impl Given<'_> {
    /// What the proof says, if there is one; a proof that proves nothing is refused.
    fn check(&self, bytes: &[u8], ring: &KeyRing) -> Result<Option<LogBody>, Failed> {
        let Some(file) = self.proof else { return Ok(None) };
        let refuse = |reason: &str| Failed::new(Exit::Data, format!("{}: {reason}", file.display()));
        if self.log_keys.is_empty() {
            return Err(Failed::new(Exit::Usage, "--proof needs the log's key: give --log-key"));
        }
        let proof: LogProof = log::read(file)?.parse().map_err(|_| refuse("is not a tlog-proof of an entry"))?;
        let proved = check_proof(bytes, ring, &proof, &self.log_keys, &self.witnesses);
        let proved = proved.map_err(|refusal| {
            refuse(match refusal {
                ProofRefusal::NoCredential => "proves nothing: the certificate has no credential that verifies",
                ProofRefusal::OtherCertificate => "is the proof of another certificate",
                ProofRefusal::Proof(ProofFault::Malformed) => "its checkpoint cannot be read",
                ProofRefusal::Proof(ProofFault::Checkpoint) => "its checkpoint is not signed by the log's key",
                ProofRefusal::Proof(ProofFault::Inclusion) => "its entry is not under its checkpoint",
            })
        })?;
        Ok(Some(LogBody::from(proved)))
    }
}

fn say(output: &Output, finding: Finding, seal: Option<SealBody>, log: Option<LogBody>) -> Exit {
    let is_genuine = finding.verdict == Verdict::Genuine;
    let seal_line = seal.as_ref().map_or_else(String::new, seals::seal_line);
    let line = format!("{}{seal_line}{}", line(&finding), log.as_ref().map_or_else(String::new, log_line));
    output.result(&line, &VerdictBody { seal, log, ..VerdictBody::from(finding) });
    if is_genuine { Exit::Ok } else { Exit::NotGenuine }
}

/// `; in the log at 20499, checkpoint of 20500 entries, 0 witnesses ...`
fn log_line(log: &LogBody) -> String {
    match (log.state, log.index, log.size) {
        ("logged", Some(index), Some(size)) => {
            let count = log.witnesses.len();
            let names: Vec<&str> = log.witnesses.iter().map(|witness| witness.name.as_str()).collect();
            let worth = match count {
                0 => "0 witnesses, so it proves nothing against the log's own operator".to_owned(),
                _ => format!("{count} witnesses ({})", names.join(", ")),
            };
            format!("; in the log at {index}, checkpoint of {size} entries, {worth}")
        }
        ("waiting", Some(index), _) => format!("; in the log at {index}, waiting for a checkpoint"),
        ("broken", Some(index), _) => format!("; in the log at {index}, but the proof does not hold"),
        _ => "; NOT in the log".to_owned(),
    }
}

fn refused(failure: Failure<RevokeRefusal>) -> Failed {
    match failure {
        Failure::Refused(RevokeRefusal::NotFound) => {
            Failed::new(Exit::NoInput, "there is no issued certificate with this code")
        }
        Failure::Refused(RevokeRefusal::AlreadyRevoked) => {
            Failed::new(Exit::Data, "this certificate is revoked already")
        }
        Failure::Refused(RevokeRefusal::ReasonMissing) => Failed::new(Exit::Usage, "give a reason and an actor"),
        Failure::Store(error) => error.into(),
    }
}

/// The file of this name, or the text itself where there is no such file.
fn read_input(what: &str) -> Result<Vec<u8>, Failed> {
    let path = Path::new(what);
    match std::fs::metadata(path) {
        Ok(found) if found.len() > LARGEST_INPUT => {
            Err(Failed::new(Exit::Data, format!("{what}: is too large for a certificate")))
        }
        Ok(_) => std::fs::read(path).map_err(|error| Failed::new(Exit::Io, format!("{what}: {error}"))),
        // What looks like a file name and is none is a mistake, not a forged certificate.
        Err(error) if [".pdf", ".json", ".png"].iter().any(|end| what.to_lowercase().ends_with(end)) => {
            Err(Failed::new(Exit::NoInput, format!("{what}: {error}")))
        }
        Err(_) => Ok(what.as_bytes().to_vec()),
    }
}

fn read_did(file: &Path) -> Result<KeyRing, Failed> {
    let refuse =
        |reason: &dyn std::fmt::Display| Failed::new(Exit::Configuration, format!("{}: {reason}", file.display()));
    let bytes =
        std::fs::read(file).map_err(|error| Failed::new(Exit::NoInput, format!("{}: {error}", file.display())))?;
    KeyRing::from_did_json(&bytes).map_err(|fault| refuse(&format!("is not the DID document of an issuer ({fault:?})")))
}

/// `genuine: 3K…, Nguyễn Thị Ánh, Đánh giá … (signature-valid, registered)`
fn line(finding: &Finding) -> String {
    let reasons = serde_json::to_value(&finding.reasons).ok().and_then(|reasons| {
        Some(reasons.as_array()?.iter().filter_map(|reason| reason.as_str()).collect::<Vec<_>>().join(", "))
    });
    let what = finding.signed.as_ref().map_or_else(String::new, |signed| {
        format!(
            " {}, {}, {}, issued {}",
            signed.id,
            signed.holder,
            signed.assessment,
            signed.issued_at.day_in_vietnam()
        )
    });
    let links = [
        (", replaced by ", finding.links.replaced_by),
        (", in place of ", finding.links.replaces),
        (", renewed by ", finding.links.renewed_by),
        (", renews ", finding.links.renews),
    ];
    let links: String = links.iter().filter_map(|(says, id)| id.map(|id| format!("{says}{id}"))).collect();
    format!("{}:{what}{links} ({})", finding.verdict.name(), reasons.unwrap_or_default())
}
