//! Faults a story puts into the database: one statement fails, as if the machine died there.

use super::{Database, Engine};

/// Which write fails.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    pub table: &'static str,
    /// `insert` or `update`.
    pub event: &'static str,
    /// A condition on the new row.
    pub when: &'static str,
}

impl Database {
    pub async fn break_writes(&self, engine: Engine, fault: Fault) {
        let Fault { table, event, when } = fault;
        self.run(&match engine {
            Engine::Sqlite => format!(
                "create trigger fault before {event} on {table} when {when}
                 begin select raise(abort, 'a fault put in by a test'); end"
            ),
            Engine::Postgres => format!(
                "create function fault() returns trigger language plpgsql as
                 $$ begin raise exception 'a fault put in by a test'; end $$;
                 create trigger fault before {event} on {table} for each row when ({when}) execute function fault()"
            ),
        })
        .await;
    }

    pub async fn mend_writes(&self, engine: Engine, fault: Fault) {
        self.run(&match engine {
            Engine::Sqlite => "drop trigger fault".to_owned(),
            Engine::Postgres => format!("drop trigger fault on {}; drop function fault()", fault.table),
        })
        .await;
    }
}
