//! Several certificates are taken back by two people, or not at all.

use crate::harness::{Answer, Candidate, Engine, TestApp};
use crate::journeys;
use futures_util::future::join_all;
use minhchung::domain::identifier::CertificateId;
use minhchung::flows::certification::revoke_many;
use minhchung::flows::people::log_in::csrf_token;

journeys![
    one_proposes_and_another_one_confirms,
    nobody_confirms_an_own_proposal,
    a_withdrawn_proposal_does_nothing,
    a_list_with_mistakes_is_refused_line_by_line,
    two_who_confirm_at_once_revoke_once,
    the_command_line_asks_for_two_administrators,
];

impl Candidate<'_> {
    /// Sends the form of a proposal, the codes typed or as a file.
    async fn proposes(&self, codes: &str, file: &str) -> Answer {
        let part = reqwest::multipart::Part::bytes(file.as_bytes().to_vec()).file_name("codes.txt");
        let form = reqwest::multipart::Form::new()
            .text("csrf", csrf_token(&self.token))
            .text("reason", "misconduct")
            .text("explanation", "Biên bản số 12")
            .text("codes", codes.to_owned())
            .part("file", part);
        Answer::of(self.by_cookie("POST", "/admin/revocations").multipart(form)).await
    }
}

async fn two_certificates(app: &TestApp) -> [String; 2] {
    let one = app.candidate("Nguyễn Thị Ánh").await.earns_a_certificate().await;
    [one, app.candidate("Trần Đức Ưng").await.earns_a_certificate().await]
}

async fn verdicts(app: &TestApp, codes: &[String]) -> Vec<String> {
    let asked = codes.iter().map(|code| app.verdict_on_code(code));
    join_all(asked).await.iter().map(|verdict| verdict["verdict"].as_str().expect("text").to_owned()).collect()
}

async fn one_proposes_and_another_one_confirms(engine: Engine) {
    let app = TestApp::start(engine).await;
    let codes = two_certificates(&app).await;
    let untouched = app.candidate("Lê Dũng").await.earns_a_certificate().await;
    let (first, second) = (app.administrator().await, app.administrator_named("QT-02", "Đặng Thị Trang").await);
    let proposed = first.proposes("", &codes.join("\r\n")).await;
    assert_eq!(proposed.status, 303, "{}", proposed.text());
    let path = proposed.header("location").to_owned();
    assert_eq!(verdicts(&app, &codes).await, ["genuine", "genuine"], "nothing happens before");
    let preview = second.page(&path).await.text();
    for shown in ["Nguyễn Thị Ánh", "Trần Đức Ưng", "Biên bản số 12", "2 giấy chứng nhận sẽ bị thu hồi", "QUANTRI"]
    {
        assert!(preview.contains(shown), "{shown} is not in {preview}");
    }
    assert!(!preview.contains("Lê Dũng"));
    assert!(second.page("/admin/revocations").await.text().contains(&path));
    assert_eq!(second.form(&format!("{path}/confirm"), &[]).await.status, 422, "without the tick");
    assert_eq!(verdicts(&app, &codes).await, ["genuine", "genuine"]);
    let confirmed = second.form(&format!("{path}/confirm"), &[("confirm", "yes")]).await;
    assert_eq!((confirmed.status, confirmed.header("location")), (303, path.as_str()));
    assert_eq!(verdicts(&app, &codes).await, ["revoked", "revoked"]);
    assert_eq!(app.verdict_on_code(&untouched).await["verdict"], "genuine");
    assert!(second.page(&path).await.text().contains("Đã xác nhận"));
    let deeds = app.database.rows("select actor, action from audit where action like '%revo%' order by sequence").await;
    let deeds: Vec<[&str; 2]> =
        deeds.iter().map(|row| [0, 1].map(|place| row[place].as_deref().unwrap_or_default())).collect();
    let expected = [
        ["QUANTRI", "revocation.propose"],
        ["QT-02", "revocation.confirm"],
        ["QT-02", "certificate.revoke"],
        ["QT-02", "certificate.revoke"],
    ];
    assert_eq!(deeds, expected);
    assert_eq!(app.database.number("select count(*) from log_entry where entry like '%\"revoke\"%'").await, 2);
    let again = second.form(&format!("{path}/confirm"), &[("confirm", "yes")]).await;
    assert_eq!(again.status, 409);
}

async fn nobody_confirms_an_own_proposal(engine: Engine) {
    let app = TestApp::start(engine).await;
    let codes = two_certificates(&app).await;
    let first = app.administrator().await;
    let path = first.proposes(&codes.join("\n"), "").await.header("location").to_owned();
    let preview = first.page(&path).await.text();
    assert!(preview.contains("không thể tự xác nhận") && !preview.contains("/confirm"), "{preview}");
    for candidate in [&first, &first.elsewhere().await] {
        assert_eq!(candidate.form(&format!("{path}/confirm"), &[("confirm", "yes")]).await.status, 403);
    }
    let id = path.rsplit('/').next().expect("a name").parse_request();
    for spelt in ["QUANTRI", "quantri", " QuanTri "] {
        assert!(revoke_many::confirm(&app.service, &id, spelt).await.is_err(), "{spelt}");
    }
    let nobody = app.candidate("Lê Dũng").await.login;
    for other in [nobody.as_str(), "NOBODY", ""] {
        assert!(revoke_many::confirm(&app.service, &id, other).await.is_err(), "{other}");
    }
    assert_eq!(verdicts(&app, &codes).await, ["genuine", "genuine"]);
    // Not even a row written by hand has one person for both.
    let forged = "update revocation_request set state = 'confirmed', decided_by = proposed_by, decided_at = 1";
    assert!(app.database.refuses(forged).await, "not by the database itself");
}

trait ParseRequest {
    fn parse_request(&self) -> minhchung::domain::identifier::RequestId;
}

impl ParseRequest for str {
    fn parse_request(&self) -> minhchung::domain::identifier::RequestId {
        minhchung::domain::identifier::RequestId::parse(self).expect("a request")
    }
}

async fn a_withdrawn_proposal_does_nothing(engine: Engine) {
    let app = TestApp::start(engine).await;
    let codes = two_certificates(&app).await;
    let (first, second) = (app.administrator().await, app.administrator_named("QT-02", "Đặng Thị Trang").await);
    for who in [&first, &second] {
        let path = first.proposes(&codes.join("\n"), "").await.header("location").to_owned();
        assert_eq!(who.form(&format!("{path}/withdraw"), &[]).await.status, 303);
        let late = second.form(&format!("{path}/confirm"), &[("confirm", "yes")]).await;
        assert_eq!(late.status, 409, "{}", late.text());
        assert!(first.page(&path).await.text().contains("Đã rút"));
    }
    assert_eq!(verdicts(&app, &codes).await, ["genuine", "genuine"]);
    assert_eq!(app.database.number("select count(*) from audit where action = 'revocation.withdraw'").await, 2);
    let unknown = "/admin/revocations/00000000000000000000000000";
    assert_eq!(first.page(unknown).await.status, 404);
    assert_eq!(second.form(&format!("{unknown}/confirm"), &[("confirm", "yes")]).await.status, 404);
    let rides = second.by_cookie("POST", unknown).header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(Answer::of(rides).await.status, 405);
}

async fn a_list_with_mistakes_is_refused_line_by_line(engine: Engine) {
    let app = TestApp::start(engine).await;
    let [one, two] = two_certificates(&app).await;
    let first = app.administrator().await;
    let revoke = [("reason", "misconduct"), ("explanation", "x"), ("confirm", "yes")];
    assert_eq!(first.form(&format!("/admin/certificates/{two}/revoke"), &revoke).await.status, 303);
    let unknown = CertificateId::from_bytes([7; 16]).to_string();
    let shape = first.proposes(&format!("{one}\nNguyễn Văn An\n{one}\n"), "").await;
    assert_eq!(shape.status, 422);
    for sentence in ["Dòng 2: đây không phải là mã", "Dòng 3: mã này đã có"] {
        assert!(shape.text().contains(sentence), "{}", shape.text());
    }
    let content = first.proposes("", &format!("{one}\n\n{unknown}\n{two}\n")).await;
    assert_eq!(content.status, 422);
    for sentence in ["Dòng 3: không có giấy nào", "Dòng 4: giấy này đã được thu hồi"] {
        assert!(content.text().contains(sentence), "{}", content.text());
    }
    assert_eq!(first.proposes(&one, &one).await.status, 422, "typed and as a file");
    assert_eq!(first.proposes("", "").await.status, 422, "nothing");
    assert_eq!(first.proposes("", &"x".repeat(200_000)).await.status, 413);
    let form = reqwest::multipart::Form::new().text("codes", one.clone()).text("reason", "misconduct");
    let without_token = Answer::of(first.by_cookie("POST", "/admin/revocations").multipart(form)).await;
    assert_eq!(without_token.status, 403);
    assert_eq!(app.database.number("select count(*) from revocation_request").await, 0);
    // The same on the command line, with the same codes.
    let file = app.file("codes.txt", format!("{one}\nxin\n"));
    let propose = [
        "certificate",
        "revocation",
        "propose",
        "--file",
        &file,
        "--reason",
        "misconduct",
        "--text",
        "x",
        "--actor",
        "QUANTRI",
    ];
    let ran = app.run(&propose).await;
    assert_eq!(ran.code, 65, "{ran:?}");
    assert!(ran.complained.contains("codes.txt:2:1: not-a-code: "), "{ran:?}");
    app.file("codes.txt", format!("{one}\n{unknown}\n{two}\n"));
    let ran = app.run(&propose).await;
    assert_eq!(ran.code, 65, "{ran:?}");
    assert!(ran.complained.contains("codes.txt:2:1: unknown-code: "), "{ran:?}");
    assert!(ran.complained.contains("codes.txt:3:1: already-revoked: "), "{ran:?}");
    assert_eq!(app.database.number("select count(*) from revocation_request").await, 0);
}

async fn two_who_confirm_at_once_revoke_once(engine: Engine) {
    let app = TestApp::start(engine).await;
    let codes = two_certificates(&app).await;
    let first = app.administrator().await;
    app.administrator_named("QT-02", "Đặng Thị Trang").await;
    app.administrator_named("QT-03", "Phạm Văn Đồng Tâm").await;
    // Two requests about the same certificates, each confirmed by several at the same time.
    let mut requests = Vec::new();
    for _ in 0..2 {
        requests.push(
            first
                .proposes(&codes.join("\n"), "")
                .await
                .header("location")
                .rsplit('/')
                .next()
                .expect("a name")
                .parse_request(),
        );
    }
    let tries = requests
        .iter()
        .flat_map(|id| ["QT-02", "QT-03", "QT-02"].map(|actor| revoke_many::confirm(&app.service, id, actor)));
    let done: Vec<_> = join_all(tries).await.into_iter().filter_map(Result::ok).collect();
    assert_eq!(done.len(), 2, "each request once: {done:?}");
    assert_eq!(done.iter().map(|confirmed| confirmed.revoked).sum::<usize>(), 2, "{done:?}");
    assert_eq!(done.iter().map(|confirmed| confirmed.already).sum::<usize>(), 2, "{done:?}");
    assert_eq!(app.database.number("select count(*) from audit where action = 'certificate.revoke'").await, 2);
    assert_eq!(verdicts(&app, &codes).await, ["revoked", "revoked"]);
}

async fn the_command_line_asks_for_two_administrators(engine: Engine) {
    let app = TestApp::start(engine).await;
    let codes = two_certificates(&app).await;
    app.administrator().await;
    app.administrator_named("QT-02", "Đặng Thị Trang").await;
    let file = app.file("codes.txt", codes.join("\n"));
    let propose = |actor: &'static str| {
        let (app, file) = (&app, file.clone());
        async move {
            let start = ["--format", "json", "certificate", "revocation", "propose", "--file", &file];
            let rest = ["--reason", "misconduct", "--text", "Biên bản số 12", "--actor", actor];
            app.run(&[&start[..], &rest].concat()).await
        }
    };
    assert_eq!(propose("NOBODY").await.code, 77);
    let proposed = propose("quantri").await;
    assert_eq!(proposed.code, 0, "{proposed:?}");
    let request = proposed.json();
    assert_eq!((&request["state"], &request["proposed_by"]), (&"proposed".into(), &"QUANTRI".into()));
    assert_eq!(request["affected"].as_array().expect("a list").len(), 2);
    let name = request["request"].as_str().expect("a name");
    let decide = |verb: &'static str, actor: &'static str| {
        let app = &app;
        async move { app.run(&["certificate", "revocation", verb, name, "--actor", actor]).await }
    };
    let own = decide("confirm", "QUANTRI").await;
    assert_eq!(own.code, 77, "{own:?}");
    assert!(own.complained.contains("another administrator"), "{own:?}");
    assert_eq!(verdicts(&app, &codes).await, ["genuine", "genuine"]);
    let listed = app.run(&["certificate", "revocation", "list"]).await.fine();
    assert!(listed.starts_with(&format!("proposed {name}: 2 certificates, misconduct, by QUANTRI")), "{listed}");
    assert_eq!(decide("confirm", "QT-02").await.fine(), "revoked 2 certificates, 0 were revoked before");
    assert_eq!(verdicts(&app, &codes).await, ["revoked", "revoked"]);
    assert_eq!(decide("withdraw", "QT-02").await.code, 65);
    let shown = app.run(&["certificate", "revocation", "show", name]).await.fine();
    assert!(
        shown.starts_with("confirmed") && shown.contains("then QT-02") && shown.contains("Nguyễn Thị Ánh"),
        "{shown}"
    );
}
