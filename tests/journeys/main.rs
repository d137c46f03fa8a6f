//! Stories through the front door: a real service, a real database, HTTP. Each runs on SQLite and on PostgreSQL.

mod adaptive;
mod answering;
mod appealing;
mod assembling;
mod authoring;
mod authorisation;
mod backing_up;
mod bad_keys;
mod bad_requests;
mod binary;
mod calibrating;
mod comparing;
mod connections;
mod contract;
mod converting;
mod crash;
mod deciding;
mod deciding_crash;
mod grading;
mod harness;
mod health;
mod hot_pages;
mod imports;
mod integrity;
mod issuing;
mod key_commands;
mod log;
mod log_verification;
mod measuring;
mod offline_verifier;
mod once;
mod one_time_codes;
mod pages;
#[path = "../pki/mod.rs"]
mod pki;
mod practical;
mod practising;
mod privacy;
mod refusing;
mod reissuing;
mod replaying;
mod rescoring;
mod rescoring_crash;
mod rotation;
mod routing;
mod saving;
mod seals;
mod second_person;
mod sectioning;
mod sessions;
mod seven_verdicts;
mod status_lists;
mod stepped_clock;
mod steps;
mod supervising;
mod syncs;
mod templates;
mod traces;
mod verdicts;
mod waiting;
mod whole_story;
mod witnesses;

/// Makes two tests of each story: `sqlite::story` and `postgres::story`.
macro_rules! journeys {
    ($($story:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() { super::$story(crate::harness::Engine::Sqlite).await })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() { super::$story(crate::harness::Engine::Postgres).await })+
        }
    };
}
pub(crate) use journeys;
