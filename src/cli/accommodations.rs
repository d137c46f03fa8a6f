//! `people accommodation`: what is arranged for one person.

use super::output::{Exit, Failed, Output};
use crate::domain::assessment::accommodation::{Accommodation, TimeAllowance};
use crate::flows::Service;
use crate::flows::people::arrange_accommodation::{
    ArrangeRefusal, arrange_accommodation, end_accommodation, list_accommodations,
};
use crate::store::Failure;
use clap::Subcommand;
use serde_json::json;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// List what is arranged, and why.
    List,
    /// Arrange something for a person, from their next start on; it takes the place of what was arranged before.
    Grant {
        /// What they log in with.
        login: String,
        /// Percent of additional time, 1 to 400.
        #[arg(long, value_name = "PERCENT", conflicts_with = "no_limit")]
        extra_time: Option<u16>,
        /// No time limit but the assessment's window.
        #[arg(long)]
        no_limit: bool,
        /// Pages begin with large letters.
        #[arg(long)]
        large_text: bool,
        /// The page offers to read items aloud.
        #[arg(long)]
        read_aloud: bool,
        /// Who sits beside them and works the device; kept with the attempt.
        #[arg(long, value_name = "NAME")]
        helper: Option<String>,
        /// On what basis.
        #[arg(long)]
        reason: String,
        /// Who arranges it, for the audit trail.
        #[arg(long, default_value = "operator")]
        actor: String,
    },
    /// End what is arranged for a person.
    End {
        /// What they log in with.
        login: String,
        /// Who ends it, for the audit trail.
        #[arg(long, default_value = "operator")]
        actor: String,
    },
}

pub async fn run(command: Command, service: &Service, output: &Output) -> Result<Exit, Failed> {
    match command {
        Command::List => {
            for one in list_accommodations(service).await? {
                let arranged = serde_json::to_value(&one.granted.accommodation).unwrap_or_default();
                output.result(
                    &format!(
                        "{}\t{}\t{arranged}\t{}\t{}",
                        one.login, one.full_name, one.granted.reason, one.granted.by
                    ),
                    &json!({
                        "login": one.login, "name": one.full_name, "accommodation": arranged,
                        "reason": one.granted.reason, "by": one.granted.by, "at": one.granted.at,
                    }),
                );
            }
        }
        Command::Grant { login, extra_time, no_limit, large_text, read_aloud, helper, reason, actor } => {
            let time = match (extra_time, no_limit) {
                (_, true) => TimeAllowance::NoLimit,
                (Some(percent), _) => TimeAllowance::Extra(percent),
                (None, _) => TimeAllowance::Usual,
            };
            let accommodation = Accommodation { time, large_text, read_aloud, helper };
            arrange_accommodation(service, (&login, accommodation), &reason, &actor).await.map_err(refused)?;
            output.result(&format!("arranged for {login}"), &json!({ "login": login, "arranged": true }));
        }
        Command::End { login, actor } => {
            let ended = end_accommodation(service, &login, &actor).await.map_err(refused)?;
            let text = if ended { "ended" } else { "nothing was arranged" };
            output.result(&format!("{login}: {text}"), &json!({ "login": login, "ended": ended }));
        }
    }
    Ok(Exit::Ok)
}

fn refused(failure: Failure<ArrangeRefusal>) -> Failed {
    match failure {
        Failure::Refused(ArrangeRefusal::NoSuchPerson) => {
            Failed::new(Exit::NoInput, "nobody has this log-in".to_owned())
        }
        Failure::Refused(ArrangeRefusal::ReasonMissing) => {
            Failed::new(Exit::Usage, "a reason has 1 to 500 characters".to_owned())
        }
        Failure::Refused(ArrangeRefusal::NothingArranged) => Failed::new(
            Exit::Usage,
            "nothing is arranged: give --extra-time, --no-limit, --large-text, --read-aloud or --helper".to_owned(),
        ),
        Failure::Refused(ArrangeRefusal::ExtraTimeOutOfRange) => {
            Failed::new(Exit::Usage, "--extra-time is 1 to 400 percent".to_owned())
        }
        Failure::Refused(ArrangeRefusal::BadHelperName) => {
            Failed::new(Exit::Usage, "a helper's name has 1 to 120 visible characters".to_owned())
        }
        Failure::Store(error) => error.into(),
    }
}
