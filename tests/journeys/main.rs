//! Stories through the front door: a real service, a real database, HTTP. Each runs on SQLite and on PostgreSQL.

mod harness;
mod issuing;
mod once;
mod refusing;
mod saving;
mod whole_story;

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
