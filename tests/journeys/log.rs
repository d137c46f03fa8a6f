//! The transparency log: what it says of a certificate, what it serves, and what it never does.

use crate::harness::{Answer, Engine, Options, TestApp, Workers, config, config_text, keys, until};
use crate::journeys;
use minhchung::clock::Clock;
use minhchung::domain::certification::log_entry::{LogEntry, Occurrence};
use minhchung::flows::Service;
use minhchung::flows::certification::issue_certificates::issue_certificates;
use minhchung::flows::certification::record_key_events::record_key_events;
use minhchung::flows::certification::reload_keys::{Reloaded, When, reload_keys};
use minhchung::flows::log::log_keys;
use minhchung::flows::log::publish_checkpoint::{PublishRefusal, publish_checkpoint};
use minhchung::formats::credential::keys::{Kid, Purpose, compromise, open_public};
use minhchung::formats::log::checkpoint::Checkpoint;
use minhchung::formats::log::note::Note;
use minhchung::formats::log::proof::LogProof;
use minhchung::store::certification::log;
use minhchung::store::{Failure, StoreError};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

journeys![
    a_certificate_is_proved_to_be_in_the_log,
    the_log_tells_no_code_and_no_name,
    without_a_log_key_entries_wait_and_the_service_says_so,
    several_instances_never_publish_two_checkpoints_of_one_size,
    a_log_that_was_altered_or_put_back_is_not_published,
    a_leaked_key_of_the_log_is_replaced_and_the_log_goes_on,
];

/// A service whose ring has a key for the log.
pub async fn app_with_log(engine: Engine, workers: Workers) -> TestApp {
    let configure =
        |config: &mut minhchung::config::Config| config.keys = keys::with_log(config.data.parent().expect("a folder"));
    TestApp::with(engine, Options { workers, configure, ..Options::default() }).await
}

/// Appends entries about nothing in particular, in one transaction as the service does.
pub async fn append(service: &Service, count: u64) {
    let mut writer = service.store.begin().await.expect("a connection");
    for number in 0..count {
        let mut hash = [9; 32];
        hash[..8].copy_from_slice(&number.to_be_bytes());
        let at = service.clock.now();
        let entry = LogEntry { occurrence: Occurrence::Key, id: format!("{number:016x}"), hash, at };
        log::append(&mut writer.link(), &entry).await.expect("appended");
    }
    writer.end(Ok::<_, StoreError>(())).await.expect("committed");
}

/// Appends until the log has `size` entries; the first ones are about the keys.
pub async fn fill(service: &Service, size: u64) {
    let there = log::size(&mut service.store.read().await.expect("open").link()).await.expect("a size");
    append(service, size.checked_sub(there).expect("no more than that")).await;
}

/// The program with the configuration of a story's service.
pub fn command(app: &TestApp) -> Command {
    let file = app.folder.path().join("command.toml");
    std::fs::write(&file, config_text(app.folder.path(), &app.database.url, &app.folder.path().join("keys")))
        .expect("written");
    let mut command = program();
    command.arg("--config").arg(file).current_dir(app.folder.path());
    command
}

pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_minhchung"));
    command.env_remove("MINHCHUNG_TEST_POSTGRES").env("MINHCHUNG_LOG", "error").stdin(Stdio::null());
    command
}

pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// What independent software makes of files: plain Python and openssl.
pub fn python(way: &str, place: &Path, keys: &Path, further: Option<&str>) -> (bool, String) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent/verify_log.py");
    let mut command = Command::new("python3");
    command.arg(script).arg(way).arg(place).arg(keys).args(further);
    let output = command.output().expect("this story needs Python 3: apt-get install python3");
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", said(&output));
    (output.status.success(), said(&output))
}

/// The proof of a certificate, once a checkpoint covers it.
pub async fn proof_of(app: &TestApp, code: &str) -> Answer {
    until("the proof", || async {
        let answer = app.get(&format!("/certificates/{code}.proof")).await;
        (answer.status == 200).then_some(answer)
    })
    .await
}

async fn a_certificate_is_proved_to_be_in_the_log(engine: Engine) {
    let app = app_with_log(engine, Workers::Running).await;
    fill(&app.service, 3).await;
    let code = app.candidate("Nguyễn Thị Ánh").await.earns_a_certificate().await;
    let served = proof_of(&app, &code).await;
    assert_eq!(served.header("access-control-allow-origin"), "*");
    let proof: LogProof = served.text().parse().expect("a proof");
    let checkpoint = proof.check(&log_keys(&app.service)).expect("proved");
    assert_eq!((checkpoint.origin.as_str(), proof.index), ("chungnhan.example.vn/log", 3));
    let verdict = app.verdict_on_code(&code).await;
    let log = &verdict["log"];
    assert_eq!(
        (&log["state"], &log["index"], &log["witnesses"]),
        (&"logged".into(), &3.into(), &serde_json::json!([]))
    );
    assert!(log["since_size"].as_u64().is_some_and(|size| size > 3 && size <= checkpoint.size), "{verdict}");
    let page = app.get(&format!("/v/{code}")).await.text();
    assert!(page.contains("ở vị trí 3") && page.contains("0 nhân chứng"), "{page}");

    // From files alone: our program, and plain Python with openssl.
    let folder = app.folder.path();
    let file = |name: &str| folder.join(name);
    std::fs::write(file("a.pdf"), app.pdf(&code).await).expect("written");
    std::fs::write(file("did.json"), app.get("/.well-known/did.json").await.bytes).expect("written");
    std::fs::write(file("log.vkey"), app.get("/log/vkey").await.bytes).expect("written");
    std::fs::write(file("a.tlog-proof"), served.bytes.clone()).expect("written");
    let verify = |proof: &str| {
        let mut command = program();
        command.args(["certificate", "verify"]).arg(file("a.pdf")).arg("--keys").arg(file("did.json"));
        command.arg("--proof").arg(file(proof)).arg("--log-key").arg(file("log.vkey")).output().expect("its output")
    };
    let genuine = verify("a.tlog-proof");
    assert_eq!(genuine.status.code(), Some(0), "{}", said(&genuine));
    assert!(said(&genuine).starts_with("genuine:"), "{}", said(&genuine));
    assert!(said(&genuine).contains("in the log at 3, checkpoint of") && said(&genuine).contains("0 witnesses"));
    let hash = app.database.value(&format!("select sealed_sha256 from certificate where id = '{code}'")).await;
    let (believed, found) = python("proof", &file("a.tlog-proof"), &file("log.vkey"), Some(&hash));
    assert!(believed, "{found}");

    let other = app.candidate("Trần Đức Ưng").await.earns_a_certificate().await;
    std::fs::write(file("b.tlog-proof"), proof_of(&app, &other).await.bytes).expect("written");
    let refused = verify("b.tlog-proof");
    assert_eq!(refused.status.code(), Some(65), "{}", said(&refused));
    assert!(said(&refused).contains("another certificate"), "{}", said(&refused));
    assert!(!python("proof", &file("b.tlog-proof"), &file("log.vkey"), Some(&hash)).0);
    let text = served.text();
    for (is, becomes) in [("index 3", "index 2"), ("\n4\n", "\n5\n"), ("— chungnhan", "— chunqnhan")] {
        if !text.contains(is) {
            continue;
        }
        std::fs::write(file("c.tlog-proof"), text.replacen(is, becomes, 1)).expect("written");
        assert_eq!(verify("c.tlog-proof").status.code(), Some(65), "{is}");
        let (believed, found) = python("proof", &file("c.tlog-proof"), &file("log.vkey"), Some(&hash));
        assert!(!believed, "{is}: {found}");
    }

    // A document that is not the one in the log is told from it, though its code is there.
    app.database.run("update log_entry set entry = replace(entry, '\"h\":\"', '\"h\":\"00')").await;
    assert_eq!(app.verdict_on_code(&code).await["log"]["state"], "missing");
    assert!(app.get(&format!("/v/{code}")).await.text().contains("không có trong nhật ký"));
}

async fn the_log_tells_no_code_and_no_name(engine: Engine) {
    let app = app_with_log(engine, Workers::Running).await;
    let code = app.candidate("Nguyễn Thị Ánh").await.earns_a_certificate().await;
    proof_of(&app, &code).await;
    let bundle = app.get("/log/tile/entries/000.p/3").await;
    assert_eq!((bundle.status, bundle.header("content-type")), (200, "application/octet-stream"));
    assert!(bundle.header("cache-control").contains("immutable"), "{:?}", bundle.headers);
    assert_eq!(bundle.header("access-control-allow-origin"), "*");
    let text = bundle.text();
    assert!(text.contains(&Occurrence::Issue.public_id(&code)), "{text}");
    for secret in [code.as_str(), &code.to_lowercase(), "Ánh", "00001"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let checkpoint = app.get("/log/checkpoint").await;
    assert_eq!(checkpoint.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(checkpoint.header("cache-control"), "no-cache");
    for missing in [
        "/log/tile/entries/000.p/4",
        "/log/tile/entries/000",
        "/log/tile/0/000",
        "/log/tile/1/000.p/1",
        "/log/tile/0/001.p/1",
        "/log/tile/0/x000/000.p/1",
        "/log/tile/0/000.p/01",
        "/log/tile/64/000",
        "/log/tile/",
    ] {
        assert_eq!(app.get(missing).await.problem().0, 404, "{missing}");
    }
    assert_eq!(app.get("/log/tile/0/000.p/3").await.bytes.len(), 96);
}

async fn without_a_log_key_entries_wait_and_the_service_says_so(engine: Engine) {
    let app = TestApp::start(engine).await;
    let code = app.candidate("Nguyễn Thị Ánh").await.earns_a_certificate().await;
    let health = app.get("/health/ready").await.expect(200);
    assert_eq!(health["log"]["publishes"], false);
    assert!(health["log"]["reason"].as_str().expect("a reason").contains("purpose `log`"), "{health}");
    assert_eq!(app.get("/log/checkpoint").await.problem().0, 404);
    assert_eq!(app.get(&format!("/certificates/{code}.proof")).await.problem().0, 404);
    assert_eq!(app.verdict_on_code(&code).await["log"]["state"], "waiting");
    assert_eq!(app.database.number("select count(*) from log_entry where occurrence = 'issue'").await, 1);
    let published = publish_checkpoint(&app.service).await;
    assert!(matches!(published, Ok(None)), "{published:?}");
}

/// Another instance on a story's database.
async fn second_instance(app: &TestApp) -> Arc<Service> {
    let config = config(app.folder.path(), &app.database.url, &app.folder.path().join("keys"));
    minhchung::cli::boot_service(config, Clock::fixed(app.clock.now())).await.expect("boots").service
}

async fn several_instances_never_publish_two_checkpoints_of_one_size(engine: Engine) {
    let app = app_with_log(engine, Workers::OnCall).await;
    let other = second_instance(&app).await;
    let mut published = 0;
    for round in 0..12_u64 {
        append(&app.service, 1 + round * 9).await;
        // One appends while all publish: the sizes they see differ.
        let (one, two, three, ()) = tokio::join!(
            publish_checkpoint(&app.service),
            publish_checkpoint(&other),
            publish_checkpoint(&app.service),
            append(&other, 2),
        );
        for checkpoint in [one, two, three] {
            published += usize::from(checkpoint.expect("nothing is refused").is_some());
        }
    }
    publish_checkpoint(&other).await.expect("nothing is refused");
    let rows =
        app.database.rows("select size, note, published_at from log_checkpoint order by published_at, size").await;
    assert!(rows.len() >= 12 && published + 1 >= rows.len(), "{published} for {}", rows.len());
    let mut sizes = Vec::new();
    for row in &rows {
        let note: Note = row[1].clone().expect("a note").parse().expect("a note");
        let checkpoint = Checkpoint::of(&note, &log_keys(&app.service)).expect("signed");
        assert_eq!(Some(checkpoint.size.to_string()), row[0]);
        let leaves =
            log::hashes(&mut app.service.store.read().await.expect("open").link(), 0, 0, checkpoint.size).await;
        let root = minhchung::domain::certification::merkle::root(&leaves.expect("leaves"));
        assert_eq!(root, checkpoint.root, "size {}", checkpoint.size);
        sizes.push(checkpoint.size);
    }
    sizes.dedup();
    assert_eq!(sizes.len(), rows.len(), "one checkpoint for a size");
    let all = app.database.number("select count(*) from log_entry").await;
    assert_eq!(app.get("/log/checkpoint").await.text().split('\n').nth(1), Some(all.to_string().as_str()));
    // A smaller one does not get in after a larger one, whoever tries.
    let row = minhchung::store::certification::checkpoints::Published {
        size: 1,
        note: "smaller".into(),
        at: app.clock.now(),
    };
    let mut writer = app.service.store.begin_statement().await.expect("a connection");
    let origin = &app.service.settings.log_origin;
    let is_in = minhchung::store::certification::checkpoints::publish(&mut writer.link(), origin, &row, "00").await;
    assert!(!writer.end(is_in).await.expect("asked"));
}

#[track_caller]
fn refused(published: Result<Option<Checkpoint>, Failure<PublishRefusal>>) -> PublishRefusal {
    match published {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

async fn a_log_that_was_altered_or_put_back_is_not_published(engine: Engine) {
    let app = app_with_log(engine, Workers::OnCall).await;
    fill(&app.service, 10).await;
    let first = publish_checkpoint(&app.service).await.expect("published").expect("something new");
    assert_eq!(first.size, 10);
    // An entry is rewritten together with its hash: the log no longer begins with what was published.
    let kept = app.database.rows("select entry, leaf_hash from log_entry where position = 4").await;
    let forged = kept[0][0].clone().expect("an entry").replace("\"t\":\"key\"", "\"t\":\"issue\"");
    let hash =
        minhchung::domain::identifier::hex(&minhchung::domain::certification::merkle::leaf_hash(forged.as_bytes()));
    let rewrite = |entry: &str, hash: &str| {
        format!("update log_entry set entry = '{entry}', leaf_hash = '{hash}' where position = 4")
    };
    app.database.run(&rewrite(&forged, &hash)).await;
    append(&app.service, 1).await;
    assert_eq!(refused(publish_checkpoint(&app.service).await), PublishRefusal::Rewritten { published: 10 });
    let health = app.get("/health/ready").await.expect(200);
    assert!(health["log"]["reason"].as_str().expect("a reason").contains("not those that were published"), "{health}");
    app.database.run(&rewrite(&kept[0][0].clone().expect("it"), &kept[0][1].clone().expect("it"))).await;
    // A new entry is not what its hash says.
    app.database.run("update log_entry set entry = replace(entry, '\"v\":1', '\"v\":2') where position = 10").await;
    assert_eq!(refused(publish_checkpoint(&app.service).await), PublishRefusal::Altered { position: 10 });
    app.database.run("update log_entry set entry = replace(entry, '\"v\":2', '\"v\":1') where position = 10").await;
    let second = publish_checkpoint(&app.service).await.expect("published").expect("something new");
    assert_eq!(second.size, 11);

    // The database of yesterday is put back: entries and checkpoints are gone, only the folder of files remembers.
    app.database
        .run(
            "delete from log_checkpoint; delete from log_entry where position >= 5;
             update counter set value = 5 where name = 'log'; delete from counter where name like 'log-checkpoint/%'",
        )
        .await;
    let restarted = second_instance(&app).await;
    let shrunk = PublishRefusal::Shrunk { published: 11, entries: 5 };
    assert_eq!(refused(publish_checkpoint(&restarted).await), shrunk);
    // Grown beyond that size with other entries it is still another log.
    append(&restarted, 20).await;
    assert_eq!(refused(publish_checkpoint(&restarted).await), PublishRefusal::Rewritten { published: 11 });
    assert_eq!(app.database.number("select count(*) from log_checkpoint").await, 0);
}

/// The key that signs checkpoints.
fn kid_of_the_log(service: &Service) -> Kid {
    let keys = service.keys().expect("private keys");
    keys.signer(Purpose::Log, service.clock.now()).expect("a key for the log").kid()
}

/// What the leaked key signed is believed no more; the same entries, under the new key, are.
async fn a_leaked_key_of_the_log_is_replaced_and_the_log_goes_on(engine: Engine) {
    let app = app_with_log(engine, Workers::OnCall).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.passes().await;
    assert_eq!(issue_certificates(&app.service).await.expect("a round").issued, 1);
    let code = candidate.certificate_of(attempt.id()).await;
    let before = publish_checkpoint(&app.service).await.expect("published").expect("something new");
    let folder = app.folder.path().join("keys");
    let leaked = kid_of_the_log(&app.service);
    keys::create_for(&folder, 78, Purpose::Log);
    compromise(&folder, leaked, app.clock.now()).expect("given up");
    assert_eq!(reload_keys(&app.service, When::Changed).await, Reloaded::Replaced);
    let after = publish_checkpoint(&app.service).await.expect("published").expect("signed anew");
    assert!(after.size > before.size, "what happened to the keys is in the log");
    let proof: LogProof = proof_of(&app, &code).await.text().parse().expect("a proof");
    assert_eq!(proof.check(&log_keys(&app.service)).expect("proved"), after);
    assert_eq!(app.verdict_on_code(&code).await["log"]["state"], "logged");

    // Another instance noticed first, and this one published all there is, still with the key that leaked.
    let leaked = kid_of_the_log(&app.service);
    let newest = keys::create_for(&folder, 79, Purpose::Log);
    compromise(&folder, leaked, app.clock.now()).expect("given up");
    let ring = open_public(&folder).expect("a ring");
    record_key_events(&app.service.store, &ring, app.clock.now()).await.expect("recorded");
    let last = publish_checkpoint(&app.service).await.expect("published").expect("something new");
    assert_eq!(reload_keys(&app.service, When::Changed).await, Reloaded::Replaced);
    assert_eq!(kid_of_the_log(&app.service), newest);
    let again = publish_checkpoint(&app.service).await.expect("published").expect("signed again");
    assert_eq!(again, last, "the same tree");
    assert_eq!(publish_checkpoint(&app.service).await.expect("a round"), None, "and once is enough");
    let note: Note = app.get("/log/checkpoint").await.text().parse().expect("a note");
    assert!(Checkpoint::of(&note, &log_keys(&app.service)).is_ok(), "under a key that is believed");
    assert_eq!(app.verdict_on_code(&code).await["log"]["state"], "logged");
}
