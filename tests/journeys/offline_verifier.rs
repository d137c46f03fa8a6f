//! What the verifier's devices keep and are given: nobody's page, the issuer's keys, and a file that stands alone.

use crate::binary::Installation;
use crate::harness::{Answer, Engine, TestApp};
use crate::journeys;

journeys![the_page_that_is_kept_is_nobodys_and_alone_may_use_the_camera, the_verifier_leaves_as_one_file];

async fn the_page_that_is_kept_is_nobodys_and_alone_may_use_the_camera(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let worker = app.get("/v/service-worker.js").await;
    assert_eq!((worker.status, worker.header("service-worker-allowed")), (200, "/v"));
    assert_eq!(worker.header("cache-control"), "no-cache");
    let key = app.get("/.well-known/did.json").await.json()["verificationMethod"][0]["publicKeyMultibase"].clone();
    for language in ["vi", "en"] {
        let path = format!("/v/offline/{language}");
        let cookie = format!("__Host-session={}", candidate.token);
        let page = Answer::of(app.request("GET", &path).header("cookie", cookie)).await;
        assert!(worker.text().contains(&path) && page.text().contains(&format!("<html lang=\"{language}\"")));
        assert!(page.text().contains(key.as_str().expect("a key")), "the keys are in the page");
        assert!(!page.text().contains("Nguyễn Thị Ánh") && !page.text().contains("name=\"csrf\""));
        let manifest = app.get(&format!("/v/manifest/{language}")).await;
        assert_eq!((manifest.json()["scope"].as_str(), manifest.json()["lang"].as_str()), (Some("/v"), Some(language)));
    }
    // Every address that devices keep is there.
    let script = worker.text();
    let list = script.split_once("const FILES = [").and_then(|(_, rest)| rest.split_once("];")).expect("a list").0;
    let addresses: Vec<&str> = list.split(", ").map(|address| address.trim_matches('"')).collect();
    assert!(addresses.len() > 10);
    for address in addresses {
        assert_eq!(app.get(address).await.status, 200, "{address}");
    }
    for (path, camera) in
        [("/v", "camera=(self)"), ("/v/offline/vi", "camera=(self)"), ("/", "camera=()"), ("/login", "camera=()")]
    {
        assert!(app.get(path).await.header("permissions-policy").starts_with(camera), "{path}");
    }
    assert_eq!(app.get("/v/offline/fr").await.status, 404);
    assert_eq!(app.get("/v/manifest/fr").await.status, 404);
}

async fn the_verifier_leaves_as_one_file(engine: Engine) {
    let installation = Installation::new(engine).await;
    let file = installation.folder.path().join("kiem-tra.html");
    let export = |more: &[&str]| {
        let mut command = installation.command();
        command.args(["verifier", "export", "--out"]).arg(&file).args(more).output().expect("the program runs")
    };
    let output = export(&[]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let html = std::fs::read(&file).expect("written");
    assert!(said.starts_with(&minhchung::domain::identifier::hex(&<sha2::Sha256 as sha2::Digest>::digest(&html))));
    assert!(String::from_utf8_lossy(&html).contains("did:web:"));
    // What is no list of this issuer, no file, or no place to write is refused by name.
    let other = installation.folder.path().join("other.json");
    std::fs::write(&other, "{}").expect("written");
    let other = other.to_string_lossy().into_owned();
    for (more, code, reason) in [
        (["--status", other.as_str()], 65, "is not a status list of"),
        (["--status", "/nonexistent/list"], 66, "/nonexistent/list"),
        (["--keys", other.as_str()], 65, "is not the DID document"),
    ] {
        let refused = export(&more);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(code), "{said}");
        assert!(said.contains(reason) && said.lines().count() == 1, "{said}");
    }
    let mut command = installation.command();
    let nowhere = command.args(["verifier", "export", "--out", "/nonexistent/file.html"]).output().expect("runs");
    assert_eq!(nowhere.status.code(), Some(73));
    installation.database.close().await;
}
