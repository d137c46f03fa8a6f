//! Whoever verifies the transparency log finds what was altered: in files, at its address, in the records.

use crate::harness::{Engine, TestApp, Workers};
use crate::journeys;
use crate::log::{app_with_log, command, fill, program, proof_of, python, said};
use minhchung::flows::log::publish_checkpoint::publish_checkpoint;
use std::path::{Path, PathBuf};
use std::process::Output;

journeys![
    the_exported_log_verifies_and_no_altered_copy_does,
    the_served_log_verifies_from_its_address_alone,
    the_records_verify_and_the_first_altered_row_is_named,
];

/// An export with a checkpoint from before, more than one tile wide.
async fn exported(app: &TestApp) -> (PathBuf, PathBuf) {
    fill(&app.service, 200).await;
    publish_checkpoint(&app.service).await.expect("published");
    let older = app.folder.path().join("older");
    std::fs::write(&older, app.get("/log/checkpoint").await.bytes).expect("written");
    fill(&app.service, 530).await;
    publish_checkpoint(&app.service).await.expect("published");
    let out = app.folder.path().join("exported");
    let output = command(app).args(["log", "export", "--out"]).arg(&out).output().expect("its output");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    (out, older)
}

fn verify_log(place: &Path, older: &Path) -> Output {
    let mut command = program();
    command.args(["log", "verify"]).arg(place).arg("--key").arg(place.join("vkey")).arg("--older").arg(older);
    command.output().expect("its output")
}

async fn the_exported_log_verifies_and_no_altered_copy_does(engine: Engine) {
    let app = app_with_log(engine, Workers::OnCall).await;
    let (out, older) = exported(&app).await;
    let keys = out.join("vkey");
    let good = verify_log(&out, &older);
    assert_eq!(good.status.code(), Some(0), "{}", said(&good));
    assert!(said(&good).contains("530 entries (530 key), continues the one of 200; 0 witnesses"), "{}", said(&good));
    let python_says = |older: &Path| python("log", &out, &keys, Some(older.to_str().expect("text")));
    let (believed, found) = python_says(&older);
    assert!(believed && found.contains("\"continues\": 200"), "{found}");

    let mut files = vec!["checkpoint".to_owned()];
    for path in ["0/000", "0/001", "0/002.p/18", "1/000.p/2", "entries/000", "entries/001", "entries/002.p/18"] {
        files.push(format!("tile/{path}"));
    }
    for name in files {
        let file = out.join(&name);
        let bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
        for place in [0, bytes.len() / 2, bytes.len() - 2] {
            let mut altered = bytes.clone();
            altered[place] ^= 1;
            std::fs::write(&file, altered).expect("written");
            let refused = verify_log(&out, &older);
            assert_eq!(refused.status.code(), Some(65), "byte {place} of {name}: {}", said(&refused));
            let (believed, found) = python_says(&older);
            assert!(!believed, "byte {place} of {name}: {found}");
        }
        std::fs::remove_file(&file).expect("removed");
        assert_eq!(verify_log(&out, &older).status.code(), Some(66), "{name} is missing");
        std::fs::write(&file, &bytes).expect("written");
    }
    // A fork that the log's own key signed: every file is sound, but it does not continue what was seen before.
    let fork = app_with_log(engine, Workers::OnCall).await;
    fork.wait(1);
    let (fork_out, fork_older) = exported(&fork).await;
    assert_eq!(verify_log(&fork_out, &fork_older).status.code(), Some(0));
    let forked = verify_log(&fork_out, &older);
    assert_eq!(forked.status.code(), Some(65));
    assert!(said(&forked).contains("the first 200 entries of the log are others now"), "{}", said(&forked));
    assert!(!python("log", &fork_out, &keys, Some(older.to_str().expect("text"))).0);
    let newer = out.join("checkpoint");
    std::fs::write(fork_out.join("newer"), std::fs::read(newer).expect("there")).expect("written");
    let few = verify_log(&fork_out, &fork_out.join("newer"));
    assert_eq!(few.status.code(), Some(65), "{}", said(&few));
    let stranger = program().args(["log", "verify"]).arg(&out).args(["--origin", "other.example/log"]).output();
    assert_eq!(stranger.expect("its output").status.code(), Some(65));
}

async fn the_served_log_verifies_from_its_address_alone(engine: Engine) {
    let app = app_with_log(engine, Workers::OnCall).await;
    fill(&app.service, 300).await;
    publish_checkpoint(&app.service).await.expect("published");
    let verified = program().args(["--format", "json", "log", "verify", &app.address]).output().expect("its output");
    assert_eq!(verified.status.code(), Some(0), "{}", said(&verified));
    let result: serde_json::Value = serde_json::from_slice(&verified.stdout).expect("JSON");
    assert_eq!((&result["result"], &result["size"]), (&"good".into(), &300.into()));
    let keys = app.folder.path().join("vkey");
    std::fs::write(&keys, app.get("/log/vkey").await.bytes).expect("written");
    let (believed, found) = python("log", Path::new(&format!("{}/log", app.address)), &keys, None);
    assert!(believed, "{found}");
    let printed = command(&app).args(["log", "key"]).output().expect("its output");
    assert_eq!(printed.stdout, std::fs::read(&keys).expect("there"));
    app.database.run("update log_entry set entry = replace(entry, '\"v\":1', '\"v\":3') where position = 260").await;
    let refused = program().args(["log", "verify", &app.address]).output().expect("its output");
    assert_eq!(refused.status.code(), Some(65));
    assert!(said(&refused).contains("entry 260"), "{}", said(&refused));
}

async fn the_records_verify_and_the_first_altered_row_is_named(engine: Engine) {
    let app = app_with_log(engine, Workers::Running).await;
    let first = app.candidate("Nguyễn Thị Ánh").await.earns_a_certificate().await;
    let second = app.candidate("Trần Đức Ưng").await.earns_a_certificate().await;
    proof_of(&app, &first).await;
    proof_of(&app, &second).await;
    let revoke = ["certificate", "revoke", &second, "--reason", "misconduct", "--text", "thử", "--actor", "test"];
    assert_eq!(command(&app).args(revoke).output().expect("its output").status.code(), Some(0));
    let verify = || command(&app).args(["audit", "verify"]).output().expect("its output");
    let good = verify();
    assert_eq!(good.status.code(), Some(0), "{}", said(&good));
    assert!(said(&good).starts_with("good:") && said(&good).contains("2 certificates in order"), "{}", said(&good));

    let rows = app.database.number("select count(*) from audit").await;
    let pdf = format!("files/certificates/{}/{first}.pdf", &first[24..26]);
    let spoil = [
        ("update audit set actor = 'other' where sequence = 2", "audit 2: was altered"),
        ("update audit set detail = '{}' where sequence = 3", "audit 3: was altered"),
        ("update audit set previous_hash = hash where sequence = 3", "audit 3: does not continue"),
        ("delete from audit where sequence = 2", "audit 2: is missing"),
        (&format!("delete from audit where sequence = {rows}"), &format!("audit {rows}: is missing")),
        ("update log_entry set entry = replace(entry, '\"v\":1', '\"v\":2') where position = 1", "log 1: was altered"),
        ("update log_entry set subject = 'other' where position = 2", "log 2: is filed under another name"),
        ("delete from log_entry where position = 2", "log 2: is missing"),
        (
            &format!("update certificate set pdf_sha256 = '00' where id = '{first}'"),
            &format!("register {first}: has another file"),
        ),
        (
            &format!("update certificate set sealed_sha256 = '{}' where id = '{first}'", "00".repeat(32)),
            &format!("register {first}: has another hash"),
        ),
        (
            &format!("update certificate set claim = replace(claim, 'Ánh', 'Anh') where id = '{first}'"),
            &format!("register {first}: says other things"),
        ),
        (
            &format!("update certificate set credential = replace(credential, 'Ánh', 'Anh') where id = '{first}'"),
            &format!("register {first}: has a credential"),
        ),
        ("delete from revocation", &format!("register {second}: was taken back as the log says")),
    ];
    // Each table as it was, to put it back after each spoiling.
    for (sql, expected) in spoil {
        let kept = Kept::of(&app).await;
        app.database.run(sql).await;
        let altered = verify();
        assert_eq!(altered.status.code(), Some(65), "{sql}: {}", said(&altered));
        assert!(said(&altered).contains(expected), "{sql}: {}", said(&altered));
        kept.put_back(&app).await;
        let again = verify();
        assert_eq!(again.status.code(), Some(0), "after {sql}: {}", said(&again));
    }
    let file = app.folder.path().join(pdf);
    std::fs::write(&file, "no certificate").expect("written");
    assert!(said(&verify()).contains(&format!("register {first}: has another file")));
    std::fs::remove_file(&file).expect("removed");
    assert!(said(&verify()).contains(&format!("register {first}: has no file")));
}

/// The rows that the story spoils.
struct Kept {
    tables: Vec<&'static str>,
}

impl Kept {
    const TABLES: [&'static str; 4] = ["audit", "log_entry", "revocation", "certificate"];

    async fn of(app: &TestApp) -> Self {
        for table in Self::TABLES {
            app.database.run(&format!("create table kept_{table} as select * from {table}")).await;
        }
        Self { tables: Self::TABLES.to_vec() }
    }

    async fn put_back(self, app: &TestApp) {
        // What refers to others goes first and comes back last.
        for table in ["revocation", "certificate", "audit", "log_entry"] {
            app.database.run(&format!("delete from {table}")).await;
        }
        for table in ["certificate", "revocation", "audit", "log_entry"] {
            app.database.run(&format!("insert into {table} select * from kept_{table}")).await;
        }
        for table in self.tables {
            app.database.run(&format!("drop table kept_{table}")).await;
        }
    }
}
