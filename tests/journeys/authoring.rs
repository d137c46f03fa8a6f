//! Authors write, somebody else reviews, an administrator puts it into use, and a candidate meets the item.

use crate::harness::faults::Fault;
use crate::harness::{Answer, Candidate, Engine, TestApp};
use crate::journeys;
use minhchung::domain::authoring::BankRole;
use minhchung::flows::authoring::assign_roles::give_role;
use minhchung::flows::people::log_in::csrf_token;

journeys![
    an_item_is_written_reviewed_published_and_met,
    nobody_approves_what_they_wrote,
    a_spreadsheet_is_looked_at_mended_and_taken,
    an_upload_with_losses_needs_somebody_to_agree,
    an_uploaded_item_that_lacks_a_language_is_taken_and_not_called_ready,
    what_was_filled_in_is_told_in_the_readers_language,
    a_stale_page_overwrites_nothing,
    the_desk_is_closed_to_everybody_else,
    a_bank_begins_in_the_browser,
    what_an_author_types_never_runs,
    a_bank_that_can_no_longer_serve_is_not_published,
    publishing_is_whole_or_not_at_all,
    who_had_a_part_in_a_bank_cannot_sit_it,
];

const BANK: &str = "bank-thu-nghiem";

struct Desk<'a> {
    author: Candidate<'a>,
    reviewer: Candidate<'a>,
    administrator: Candidate<'a>,
}

async fn desk(app: &TestApp) -> Desk<'_> {
    let author = app.candidate("Nguyễn Thị Ánh").await;
    let reviewer = app.candidate("Trần Văn Bình").await;
    for (who, role) in [(&author, BankRole::Author), (&reviewer, BankRole::Reviewer)] {
        give_role(&app.service, (BANK, &who.login, role), "test").await.expect("given");
    }
    Desk { author, reviewer, administrator: app.administrator().await }
}

fn item_path(id: &str) -> String {
    format!("/authoring/{BANK}/items/{id}")
}

/// Sends the editor's form: fields over those of a good single choice.
async fn write(who: &Candidate<'_>, id: &str, version: &str, fields: &[(&str, &str)]) -> Answer {
    post(who, &item_path(id), &[&[("version", version)], fields].concat(), None).await
}

async fn post(who: &Candidate<'_>, path: &str, fields: &[(&str, &str)], file: Option<(&str, Vec<u8>)>) -> Answer {
    let good = [
        ("type", "single_choice"),
        ("competency", "alpha"),
        ("level", "1"),
        ("kind", "knowledge"),
        ("source", "Kiến thức chung"),
        ("as-of", "26/11/2026"),
        ("review-by", "26/11/2028"),
        ("stem-vi", "Mật khẩu nào **khó đoán** nhất?"),
        ("stem-en", "Which password is **hardest** to guess?"),
        ("row-1-vi", "Ngày sinh viết liền"),
        ("row-1-en", "A birthday in digits"),
        ("row-2-vi", "Bốn từ ngẫu nhiên"),
        ("row-2-en", "Four random words"),
        ("right", "2"),
        ("rationale-vi", "Cụm nhiều từ vừa dài vừa dễ nhớ."),
        ("rationale-en", "A phrase of many words is long and easy to keep."),
        ("legal-vi", "Nguyên tắc chung."),
        ("legal-en", "General principle."),
    ];
    let mut form = reqwest::multipart::Form::new().text("csrf", csrf_token(&who.token));
    let given = |name: &str| fields.iter().any(|(known, _)| *known == name);
    for (name, value) in good.into_iter().filter(|(name, _)| !given(name)).chain(fields.iter().copied()) {
        form = form.text(name.to_owned(), value.to_owned());
    }
    if let Some((name, bytes)) = file {
        form = form.part("file", reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned()));
    }
    Answer::of(who.by_cookie("POST", path).multipart(form)).await
}

async fn step(who: &Candidate<'_>, id: &str, version: &str, step: &str, said: &str) -> Answer {
    who.form(&format!("{}/steps", item_path(id)), &[("version", version), ("step", step), ("said", said)]).await
}

async fn new_item(who: &Candidate<'_>, id: &str) -> Answer {
    who.form(&format!("/authoring/{BANK}/items/new"), &[("id", id), ("type", "single_choice")]).await
}

async fn upload(who: &Candidate<'_>, name: &str, bytes: impl Into<Vec<u8>>) -> Answer {
    post(who, &format!("/authoring/{BANK}/upload"), &[], Some((name, bytes.into()))).await
}

async fn state(app: &TestApp, id: &str) -> String {
    app.database.value(&format!("select state from draft where bank_code = '{BANK}' and item_id = '{id}'")).await
}

async fn an_item_is_written_reviewed_published_and_met(engine: Engine) {
    let app = TestApp::start(engine).await;
    let Desk { author, reviewer, administrator } = desk(&app).await;
    assert!(author.page("/assessments").await.text().contains("href=\"/authoring\""));
    assert!(author.page("/authoring").await.text().contains("Ngân hàng thử nghiệm"));
    let new = new_item(&author, "mat-khau-001").await;
    assert_eq!((new.status, new.header("location")), (303, &*item_path("mat-khau-001")));
    // An empty draft says everything that it lacks.
    let empty = author.page(&item_path("mat-khau-001")).await.text();
    assert!(empty.contains("lacks the field `stem`"), "{empty}");
    assert_eq!(step(&author, "mat-khau-001", "1", "submitted", "").await.status, 422);

    let written = write(&author, "mat-khau-001", "1", &[]).await;
    assert_eq!(
        (written.status, written.header("location")),
        (303, &*format!("{}?done=saved", item_path("mat-khau-001")))
    );
    let unchanged = write(&author, "mat-khau-001", "2", &[]).await;
    assert!(unchanged.header("location").ends_with("unchanged"));
    let preview = author.page(&format!("{}/preview?language=en", item_path("mat-khau-001"))).await;
    assert!(preview.text().contains("<strong>hardest</strong>"), "{}", preview.text());
    assert_eq!(preview.header("x-frame-options"), "SAMEORIGIN");
    assert!(!preview.header("content-security-policy").contains("script-src 'self'"));
    // What is typed is shown before it is saved.
    let typed =
        post(&author, &format!("{}/preview?language=vi", item_path("mat-khau-001")), &[("stem-vi", "Chưa lưu?")], None)
            .await;
    assert!(typed.text().contains("Chưa lưu?"));
    assert!(!author.page(&item_path("mat-khau-001")).await.text().contains("Chưa lưu?"));

    assert_eq!(step(&author, "mat-khau-001", "2", "submitted", "Nhờ đọc giúp.").await.status, 303);
    assert_eq!(step(&reviewer, "mat-khau-001", "2", "returned", " ").await.status, 422);
    assert_eq!(step(&reviewer, "mat-khau-001", "2", "returned", "Thêm phương án thứ ba.").await.status, 303);
    assert!(author.page(&item_path("mat-khau-001")).await.text().contains("Thêm phương án thứ ba."));
    let third = [("row-3-vi", "Tên cơ quan"), ("row-3-en", "The office's name")];
    assert_eq!(write(&author, "mat-khau-001", "2", &third).await.status, 303);
    let diff = author.page(&format!("{}/versions?from=2&to=3", item_path("mat-khau-001"))).await.text();
    assert!(diff.contains("is-added") && diff.contains("Tên cơ quan"), "{diff}");
    step(&author, "mat-khau-001", "3", "submitted", "").await;
    // The reviewer looked at an earlier version.
    assert_eq!(step(&reviewer, "mat-khau-001", "2", "approved", "").await.status, 422);
    assert_eq!(step(&reviewer, "mat-khau-001", "3", "approved", "Tốt.").await.status, 303);
    assert_eq!(state(&app, "mat-khau-001").await, "approved");
    assert!(reviewer.page(&format!("/authoring/{BANK}/publish")).await.status == 403);

    // The blueprint takes six single or multiple choices; with everything else retired, the new one is among them.
    let listed = administrator.page(&format!("/authoring/{BANK}/publish")).await.text();
    assert!(listed.contains("mat-khau-001"), "{listed}");
    let published = administrator.form(&format!("/authoring/{BANK}/publish"), &[]).await;
    assert_eq!(published.header("location"), format!("/authoring/{BANK}?done=published&count=9"));
    assert_eq!(state(&app, "mat-khau-001").await, "in_use");
    assert_eq!(app.database.number("select count(*) from bank_revision").await, 2);
    let mut has_met = false;
    for name in
        ["Lê An", "Lê Bình", "Lê Cường", "Lê Dung", "Lê Em", "Lê Giang", "Lê Hà", "Lê Khoa", "Lê Lan", "Lê Minh"]
    {
        let attempt = app.candidate(name).await.starts().await;
        has_met |= attempt.items().iter().any(|item| item["stem"].to_string().contains("khó đoán"));
    }
    assert!(has_met, "ten forms of six items out of nine");
    let again = administrator.form(&format!("/authoring/{BANK}/publish"), &[]).await;
    assert_eq!(again.status, 422);
}

async fn nobody_approves_what_they_wrote(engine: Engine) {
    let app = TestApp::start(engine).await;
    let Desk { author, reviewer, administrator } = desk(&app).await;
    give_role(&app.service, (BANK, &author.login, BankRole::Reviewer), "test").await.expect("given");
    new_item(&author, "cau-moi").await;
    write(&author, "cau-moi", "1", &[]).await;
    step(&author, "cau-moi", "2", "submitted", "").await;
    let own = step(&author, "cau-moi", "2", "approved", "").await;
    assert_eq!(own.status, 422);
    assert!(own.text().contains("không tự duyệt được"), "{}", own.text());
    // Nor after somebody else has changed a word of it.
    step(&reviewer, "cau-moi", "2", "returned", "Sửa.").await;
    give_role(&app.service, (BANK, &reviewer.login, BankRole::Author), "test").await.expect("given");
    write(&reviewer, "cau-moi", "2", &[("source", "Nguồn khác")]).await;
    step(&reviewer, "cau-moi", "3", "submitted", "").await;
    assert_eq!(step(&author, "cau-moi", "3", "approved", "").await.status, 422);
    assert_eq!(step(&reviewer, "cau-moi", "3", "approved", "").await.status, 422);
    assert_eq!(step(&administrator, "cau-moi", "3", "approved", "").await.status, 303);
    // A change of what was approved needs a new review.
    write(&author, "cau-moi", "3", &[]).await;
    assert_eq!(state(&app, "cau-moi").await, "draft");
    assert_eq!(administrator.form(&format!("/authoring/{BANK}/publish"), &[]).await.status, 422);
}

const SHEET: &str = "Mã câu,Loại câu,Lĩnh vực,Câu hỏi (vi),Câu hỏi (en),Phương án a (vi),Phương án a (en),Phương án b (vi),Phương án b (en),Đáp án,Giải thích (vi),Giải thích (en),Căn cứ (vi),Căn cứ (en),Nguồn\n\
    moi-1,chọn hai,alpha,Một?,One?,Có,Yes,Không,No,a,Vì vậy.,Because.,Luật.,Law.,Sách\n\
    moi-2,chọn một,alpha,Hai?,Two?,Có,Yes,Không,No,d,Vì vậy.,Because.,Luật.,Law.,Sách\n\
    moi-3,chọn một,An toàn số,Ba?,Three?,Có,Yes,Không,No,b,Vì vậy.,Because.,Luật.,Law.,Sách\n";

async fn a_spreadsheet_is_looked_at_mended_and_taken(engine: Engine) {
    let app = TestApp::start(engine).await;
    let Desk { author, .. } = desk(&app).await;
    let sent = upload(&author, "cau-hoi.csv", SHEET).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    let ledger = sent.header("location").to_owned();
    let shown = author.page(&ledger).await.text();
    for words in ["2 câu có lỗi", "1 câu sẵn sàng", "unknown-value", "unknown-option", "ở 3:1 trong tệp", "An toàn số"]
    {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    // All of it or nothing: with mistakes nothing comes in.
    assert_eq!(author.form(&ledger, &[("do", "take")]).await.status, 422);
    assert_eq!(app.database.number("select count(*) from draft").await, 0);
    let fields = [("stem-vi", "Một?"), ("row-1-vi", "Có"), ("row-2-vi", "Không"), ("right", "1"), ("source", "Sách")];
    let first = [&fields[..], &[("id", "moi-1"), ("item-type", "single_choice")]].concat();
    assert_eq!(post(&author, &format!("{ledger}/items/1"), &first, None).await.status, 303);
    assert!(author.page(&ledger).await.text().contains("1 câu có lỗi"));
    let second = [&fields[..], &[("id", "moi-2"), ("item-type", "single_choice")]].concat();
    assert_eq!(post(&author, &format!("{ledger}/items/2"), &second, None).await.status, 303);
    let taken = author.form(&ledger, &[("do", "take")]).await;
    assert_eq!(taken.header("location"), format!("/authoring/{BANK}?done=taken&count=3"), "{}", taken.text());
    let states = app.database.rows("select item_id, state from draft order by item_id").await;
    assert_eq!(states.len(), 3);
    assert!(author.page(&format!("/authoring/{BANK}")).await.text().contains("An toàn số"));
    assert_eq!(author.form(&ledger, &[("do", "take")]).await.status, 422);
    // The same file once more would replace what is there, and says so.
    let again = upload(&author, "cau-hoi.csv", SHEET).await;
    assert!(author.page(again.header("location")).await.text().contains("thay câu đang có"));
    assert_eq!(author.form(again.header("location"), &[("do", "drop")]).await.status, 303);
    assert_eq!(app.database.number("select max(version) from draft").await, 1);
}

async fn an_upload_with_losses_needs_somebody_to_agree(engine: Engine) {
    let app = TestApp::start(engine).await;
    let Desk { author, .. } = desk(&app).await;
    let sheet = "Câu hỏi (vi),Câu hỏi (en),Đáp án,Người soạn\nMột?,One?,đúng,Lan\n";
    let ledger = upload(&author, "cau-hoi.csv", sheet).await.header("location").to_owned();
    assert!(author.page(&ledger).await.text().contains("column `Người soạn`"));
    let refused = author.form(&ledger, &[("do", "take")]).await;
    assert_eq!(refused.status, 422);
    assert_eq!(author.form(&ledger, &[("do", "take"), ("accepted", "yes")]).await.status, 303);
    let unknown = upload(&author, "cau-hoi.doc", "x").await;
    assert_eq!(unknown.status, 422);
    assert!(unknown.text().contains("unknown-format"));
    assert!(upload(&author, "cau-hoi.csv", "").await.text().contains("Hãy chọn một tệp"));
}

/// A draft may lack a language until somebody sends it to be read: it can be taken, and is not ready.
async fn an_uploaded_item_that_lacks_a_language_is_taken_and_not_called_ready(engine: Engine) {
    let app = TestApp::start(engine).await;
    let Desk { author, .. } = desk(&app).await;
    let sheet = "Mã câu,Câu hỏi (vi),Câu hỏi (en),Đáp án\nmoi-1,Một?,One?,đúng\nmoi-2,Hai?,,sai\nmoi-3,Ba?,,sai\n";
    let ledger = upload(&author, "cau-hoi.csv", sheet).await.header("location").to_owned();
    let shown = author.page(&ledger).await.text();
    for words in ["2 câu còn thiếu lời ở một ngôn ngữ của ngân hàng", "1 câu sẵn sàng", "missing-language"]
    {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(!shown.contains("câu có lỗi") && !shown.contains("3 câu sẵn sàng"), "{shown}");
    assert_eq!(author.form(&ledger, &[("do", "take")]).await.status, 303);
    assert_eq!(step(&author, "moi-1", "1", "submitted", "").await.status, 303);
    let refused = step(&author, "moi-2", "1", "submitted", "").await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("Câu còn lỗi nên chưa gửi"), "{}", refused.text());
}

async fn what_was_filled_in_is_told_in_the_readers_language(engine: Engine) {
    let app = TestApp::start(engine).await;
    let Desk { author, .. } = desk(&app).await;
    let sheet = "Câu hỏi (vi),Câu hỏi (en),Đáp án\nMột?,One?,đúng\n";
    let gift = "::Tên câu::Một? {TRUE}\n\nHai? {FALSE}\n";
    let aiken = "Một?\nA. Có\nB. Không\nANSWER: A\n";
    for (name, text, told) in [
        ("cau-hoi.csv", sheet, ["Mã câu: Lĩnh vực và số thứ tự", "Rà soát lại trước ngày: Một năm sau ngày đối chiếu"]),
        ("cau-hoi.gift", gift, ["Mã câu: Lấy từ tên câu", "Mã câu: Lấy từ lời của câu hỏi"]),
        ("cau-hoi.txt", aiken, ["Mã câu: Đánh số", "Dạng câu: Kiến thức"]),
    ] {
        let ledger = upload(&author, name, text).await.header("location").to_owned();
        let shown = author.page(&ledger).await.text();
        for words in told {
            assert!(shown.contains(words), "{words} of {name}: {shown}");
        }
        for english in ["made from the", "numbered", "one year after", "knowledge"] {
            assert!(!shown.contains(english), "{english} of {name}: {shown}");
        }
    }
}

async fn a_stale_page_overwrites_nothing(engine: Engine) {
    let app = TestApp::start(engine).await;
    let Desk { author, administrator, .. } = desk(&app).await;
    assert_eq!(write(&author, "cau-001", "0", &[("stem-vi", "Bản của Ánh?")]).await.status, 303);
    let stale = write(&administrator, "cau-001", "0", &[("stem-vi", "Bản của Phước?")]).await;
    assert_eq!(stale.status, 422);
    assert!(stale.text().contains("Bản của Phước?") && stale.text().contains("Có người vừa sửa"), "{}", stale.text());
    assert!(author.page(&item_path("cau-001")).await.text().contains("Bản của Ánh?"));
    // What is in use stays in use until a change is published.
    assert_eq!(app.database.number("select count(*) from bank_revision").await, 1);
    let many: Vec<_> = (0..8).map(|number| (number, format!("Song song {number}?"))).collect();
    let sent = futures_util::future::join_all(
        many.iter().map(|(_, stem)| async { write(&author, "cau-002", "0", &[("stem-vi", stem)]).await.status }),
    )
    .await;
    assert_eq!(sent.iter().filter(|status| **status == 303).count(), 1, "{sent:?}");
    assert_eq!(app.database.number("select count(*) from draft_version where item_id = 'cau-002'").await, 1);
}

async fn the_desk_is_closed_to_everybody_else(engine: Engine) {
    let app = TestApp::start(engine).await;
    let Desk { reviewer, .. } = desk(&app).await;
    let candidate = app.candidate("Lê An").await;
    let paths = [
        "",
        "/items/new",
        "/items/cau-001",
        "/items/cau-001/preview",
        "/items/cau-001/versions?from=1&to=1",
        "/upload",
        "/items.xlsx",
        "/uploads/x",
    ];
    for path in paths {
        let path = format!("/authoring/{BANK}{path}");
        assert_eq!(candidate.page(&path).await.status, 404, "{path}");
        assert_eq!(
            Answer::of(app.request("GET", &path).header("accept", "application/json")).await.status,
            401,
            "{path}"
        );
    }
    assert!(!candidate.page("/authoring").await.text().contains("Ngân hàng thử nghiệm"));
    assert_eq!(candidate.page(&format!("/authoring/{BANK}/people")).await.status, 403);
    assert_eq!(write(&candidate, "cau-001", "0", &[]).await.status, 404);
    // A reviewer reads and does not write.
    assert_eq!(reviewer.page(&item_path("cau-001")).await.status, 200);
    assert_eq!(write(&reviewer, "cau-001", "0", &[]).await.status, 403);
    assert_eq!(upload(&reviewer, "a.csv", SHEET).await.status, 403);
    assert_eq!(app.database.number("select count(*) from draft").await, 0);
    let mut form = reqwest::multipart::Form::new().text("stem-vi", "x");
    form = form.text("csrf", "wrong");
    assert_eq!(Answer::of(reviewer.by_cookie("POST", &item_path("cau-001")).multipart(form)).await.status, 403);
}

async fn a_bank_begins_in_the_browser(engine: Engine) {
    let app = TestApp::start(engine).await;
    let administrator = app.administrator().await;
    let fields =
        [("code", "an-toan-so"), ("title-vi", "An toàn số"), ("title-en", ""), ("competencies", "Mật khẩu\nLừa đảo")];
    assert_eq!(
        administrator.form("/authoring", &[("code", "An toàn"), ("title-vi", "x"), ("competencies", "y")]).await.status,
        422
    );
    let begun = administrator.form("/authoring", &fields).await;
    assert_eq!(begun.header("location"), "/authoring/an-toan-so?done=begun", "{}", begun.text());
    assert_eq!(administrator.form("/authoring", &fields).await.status, 422);
    assert!(administrator.page("/authoring/an-toan-so").await.text().contains("Ngân hàng chưa có câu hỏi nào"));
    let new =
        administrator.form("/authoring/an-toan-so/items/new", &[("id", "mat-khau-1"), ("type", "true_false")]).await;
    assert_eq!(new.status, 303);
    let fields = [("version", "1"), ("type", "true_false"), ("competency", "mat-khau"), ("truth", "true")];
    let written = post(&administrator, "/authoring/an-toan-so/items/mat-khau-1", &fields, None).await;
    assert_eq!(written.status, 303, "{}", written.text());
    let page = administrator.page("/authoring/an-toan-so/items/mat-khau-1").await.text();
    assert!(page.contains("value=\"submitted\"") && !page.contains("id=\"mistakes\""), "{page}");
}

async fn what_an_author_types_never_runs(engine: Engine) {
    let app = TestApp::start(engine).await;
    let Desk { author, .. } = desk(&app).await;
    let script = "<script>alert(1)</script> <img src=x onerror=alert(1)>";
    let fields =
        [("stem-vi", script), ("row-1-vi", script), ("rationale-vi", script), ("source", script), ("id", script)];
    write(&author, "cau-001", "0", &fields).await;
    step(&author, "cau-001", "1", "comment", script).await;
    for path in [String::new(), "/preview".to_owned(), "/versions?from=1&to=1".to_owned()] {
        let page = author.page(&format!("{}{path}", item_path("cau-001"))).await.text();
        assert!(!page.contains("<script>alert") && !page.contains("<img src=x"), "{path}: {page}");
    }
    let sheet = format!("Câu hỏi (vi),Câu hỏi (en),Đáp án\n\"{script}\",\"{script}\",đúng\n");
    let ledger = upload(&author, "<script>alert(1)</script>.csv", sheet).await.header("location").to_owned();
    assert!(!author.page(&ledger).await.text().contains("<script>alert"));
}

async fn a_bank_that_can_no_longer_serve_is_not_published(engine: Engine) {
    let app = TestApp::start(engine).await;
    let Desk { author, administrator, .. } = desk(&app).await;
    for number in 1..=6 {
        let id = format!("cau-{number:03}");
        assert_eq!(step(&author, &id, "0", "retired", "Cũ.").await.status, 303);
    }
    let refused = administrator.form(&format!("/authoring/{BANK}/publish"), &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("còn lỗi"), "{}", refused.text());
    assert_eq!(app.database.number("select count(*) from bank_revision").await, 1);
    app.candidate("Lê An").await.starts().await;
}

async fn publishing_is_whole_or_not_at_all(engine: Engine) {
    let app = TestApp::start(engine).await;
    let Desk { author, reviewer, administrator } = desk(&app).await;
    new_item(&author, "cau-moi").await;
    write(&author, "cau-moi", "1", &[]).await;
    step(&author, "cau-moi", "2", "submitted", "").await;
    step(&reviewer, "cau-moi", "2", "approved", "").await;
    let publish = format!("/authoring/{BANK}/publish");
    // The machine dies after the revision is written, while the draft is marked as in use.
    let fault = Fault { table: "draft_step", event: "insert", when: "new.step = 'published'" };
    app.database.break_writes(engine, fault).await;
    assert_eq!(administrator.form(&publish, &[]).await.status, 500);
    app.database.mend_writes(engine, fault).await;
    assert_eq!(app.database.number("select count(*) from bank_revision").await, 1);
    assert_eq!(state(&app, "cau-moi").await, "approved");
    // The button is pressed in two windows at once: one of them publishes.
    let both = tokio::join!(administrator.form(&publish, &[]), administrator.form(&publish, &[]));
    let mut answered = [both.0.status, both.1.status];
    answered.sort_unstable();
    assert!(matches!(answered, [303, 409 | 422]), "{answered:?}");
    assert_eq!(app.database.number("select count(*) from bank_revision").await, 2);
    assert_eq!(app.database.number("select count(*) from draft_step where step = 'published'").await, 1);
    assert_eq!(state(&app, "cau-moi").await, "in_use");
}

async fn who_had_a_part_in_a_bank_cannot_sit_it(engine: Engine) {
    let app = TestApp::start(engine).await;
    let administrator = app.administrator().await;
    let candidate = app.candidate("Lê An").await;
    let people = format!("/authoring/{BANK}/people");
    assert_eq!(
        administrator.form(&people, &[("do", "give"), ("login", "KHONG-CO"), ("role", "author")]).await.status,
        422
    );
    let given = administrator.form(&people, &[("do", "give"), ("login", &candidate.login), ("role", "reviewer")]).await;
    assert_eq!(given.status, 303);
    assert!(administrator.page(&people).await.text().contains("Lê An"));
    assert_eq!(candidate.start().await.status, 409);
    let taken = [("do", "take"), ("login", candidate.login.as_str()), ("role", "reviewer")];
    assert_eq!(administrator.form(&people, &taken).await.status, 303);
    assert_eq!(candidate.page(&format!("/authoring/{BANK}")).await.status, 404);
    assert_eq!(candidate.start().await.status, 409, "who saw the keys has seen them");
    // An administrator may write without having been given a part.
    assert_eq!(write(&administrator, "cau-001", "0", &[]).await.status, 303);
    assert_eq!(app.database.number("select count(*) from bank_author where login = 'QUANTRI'").await, 1);
}
