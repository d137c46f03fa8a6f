//! Sample pages of somebody who sits an assessment.

use super::{Rendered, answering, at, certificate_id, chrome, html, render, say};
use crate::domain::assessment::accommodation::Accommodation;
use crate::domain::assessment::admission::Admission;
use crate::domain::assessment::appeal::{Appeal, AppealAnswer, Ruling};
use crate::domain::assessment::definition::Presentation;
use crate::domain::assessment::item::ItemType;
use crate::domain::assessment::key::{Answer, ItemKey, PartialCredit};
use crate::domain::assessment::response::Response;
use crate::domain::assessment::scoring::{Centipoints, CutScore, Cuts, Marked, Outcome, judge};
use crate::domain::certification::fate::Fate;
use crate::domain::certification::verdict::RevocationReason;
use crate::domain::identifier::AttemptId;
use crate::domain::people::person::Role;
use crate::domain::text::Language;
use crate::flows::assessment::appeal_result::AppealStanding;
use crate::i18n::Texts;
use crate::store::assessment::supervision::Wish;
use crate::web::pages::answer::{AnswerField, AttemptOption};
use crate::web::pages::assessments::{
    AssessmentCard, AssessmentPage, AssessmentsPage, CardState, PastResult, StartFault,
};
use crate::web::pages::attempt::{AttemptItem, AttemptNotice, AttemptPage, SaveState, ShownSection, SubmitPage};
use crate::web::pages::leave_blank::LeaveBlankPage;
use crate::web::pages::result::{
    CertificateCard, NextStep, OptionFate, ResultPage, Review, ReviewItem, ReviewMark, ReviewMarks, ReviewOption,
    ReviewWhy,
};
use std::collections::BTreeMap;

/// Every page between log-in and the result.
pub fn pages(t: Texts) -> Vec<Rendered> {
    let mut pages = vec![
        ("assessments".into(), render(&assessments(t, true))),
        ("assessments-empty".into(), render(&assessments(t, false))),
        ("assessment".into(), render(&assessment(t, CardState::CanStart, false))),
        ("assessment-unconfirmed".into(), render(&assessment(t, CardState::CanStart, true))),
        ("assessment-adaptive".into(), {
            let page = assessment(t, CardState::CanStart, false);
            render(&AssessmentPage {
                card: AssessmentCard { least_items: Some(10), ..page.card },
                is_linear: true,
                ..page
            })
        }),
        ("assessment-author".into(), render(&assessment(t, CardState::IsAuthor, false))),
        ("assessment-closed".into(), render(&assessment(t, CardState::Closed, false))),
        ("attempt".into(), render(&attempt(t, Presentation::OneItem, None))),
        ("attempt-all".into(), render(&attempt(t, Presentation::AllItems, None))),
        ("attempt-closed".into(), render(&attempt(t, Presentation::OneItem, Some(AttemptNotice::Closed)))),
        ("attempt-types".into(), render(&attempt_of(t, answering::items(t, false)))),
        ("attempt-types-filled".into(), render(&attempt_of(t, answering::items(t, true)))),
        ("attempt-linear".into(), render(&linear(t))),
        (
            "attempt-unlimited".into(),
            render(&AttemptPage { is_unlimited: true, reads_aloud: true, ..attempt(t, Presentation::OneItem, None) }),
        ),
        ("attempt-section".into(), render(&AttemptPage { section: Some(section(t, false)), ..practice(t) })),
        ("leave-section".into(), render(&LeaveBlankPage { section: Some(section(t, false)), ..leave_blank(t) })),
        ("section-over".into(), render(&LeaveBlankPage { section: Some(section(t, true)), ..leave_blank(t) })),
        ("attempt-practice".into(), render(&practice(t))),
        ("attempt-adaptive".into(), render(&AttemptPage { is_adaptive: true, ..linear(t) })),
        ("leave-blank".into(), render(&leave_blank(t))),
        (
            "submit-adaptive".into(),
            render(&SubmitPage { open: Some(8), total: 8, too_few: Some(10), ..submit(t, vec![8]) }),
        ),
        (
            "submit-ended".into(),
            render(&SubmitPage { open: Some(8), total: 8, has_ended: true, ..submit(t, Vec::new()) }),
        ),
        ("submit-linear".into(), render(&SubmitPage { open: Some(8), ..submit(t, vec![8]) })),
        ("submit".into(), render(&submit(t, vec![3, 7, 12, 25]))),
        ("submit-complete".into(), render(&submit(t, Vec::new()))),
    ];
    pages.extend(results(t));
    pages
}

fn id() -> AttemptId {
    AttemptId::from_bytes([7; 16])
}

fn card(t: Texts, state: CardState) -> AssessmentCard {
    AssessmentCard {
        code: "ai-for-officials".into(),
        title: title(t),
        items: 25,
        least_items: None,
        minutes: Some(25),
        cut_basis_points: 8_000,
        attempts_left: Some(2),
        closes_at: Some(at("2026-12-31T10:00:00Z")),
        state,
    }
}

fn title(t: Texts) -> String {
    say(t, "Kiến thức, kỹ năng sử dụng trí tuệ nhân tạo", "Knowledge and skills in using AI")
}

fn assessments(t: Texts, is_filled: bool) -> AssessmentsPage {
    let open = CardState::InProgress { attempt: id(), deadline: at("2026-11-21T01:56:00Z"), minutes_left: 17 };
    let states = [
        CardState::CanStart,
        open,
        CardState::Passed {
            attempt: id(),
            certificate: Some((certificate_id(), Fate::EndsSoon(at("2027-01-31T16:59:59Z")))),
        },
        CardState::PauseUntil(at("2026-11-22T01:30:00Z")),
        CardState::NoAttemptsLeft,
        CardState::OpensAt(at("2026-12-01T01:00:00Z")),
    ];
    let past = |is_pass, basis_points, day| PastResult {
        attempt: id(),
        title: title(t),
        closed_at: at(day),
        basis_points,
        is_pass,
    };
    AssessmentsPage {
        t,
        chrome: chrome("/assessments", Some(Role::Candidate)),
        cards: if is_filled { states.map(|state| card(t, state)).into() } else { Vec::new() },
        past: if is_filled {
            vec![past(true, 9_200, "2026-11-20T02:41:00Z"), past(false, 7_233, "2026-11-18T09:12:00Z")]
        } else {
            Vec::new()
        },
    }
}

fn assessment(t: Texts, state: CardState, is_confirmation_missing: bool) -> AssessmentPage {
    AssessmentPage {
        t,
        chrome: chrome("/assessments/ai-for-officials", Some(Role::Candidate)),
        card: card(t, state),
        description: html(&say(
            t,
            "<p>Hiểu trí tuệ nhân tạo là gì và không là gì; viết câu lệnh rõ ràng; kiểm chứng kết quả; bảo vệ dữ liệu và bí mật nhà nước; dùng có trách nhiệm trong công vụ.</p>",
            "<p>What AI is and is not; writing clear prompts; checking results; protecting data and state secrets; responsible use in public service.</p>",
        )),
        languages: Language::ALL.into(),
        language: t.language(),
        pause_hours: 24,
        wrong_costs: is_confirmation_missing.then(|| "1/3".to_owned()),
        grades: if is_confirmation_missing {
            vec![(say(t, "Giỏi", "Distinction"), 9_000), (say(t, "Đạt", "Pass"), 8_000)]
        } else {
            Vec::new()
        },
        is_linear: is_confirmation_missing,
        is_practice: is_confirmation_missing,
        sections: Vec::new(),
        records_signals: is_confirmation_missing,
        admission: if is_confirmation_missing { Admission::Code } else { Admission::Open },
        wish: Wish::None,
        accommodation: Accommodation::default(),
        fault: is_confirmation_missing.then_some(StartFault::ConfirmationMissing),
    }
}

const OPTIONS: [(&str, &str); 4] = [
    (
        "Dự thảo báo cáo đang lấy ý kiến trong nội bộ sở",
        "A draft report now circulating for comment inside a department",
    ),
    (
        "Hướng dẫn thủ tục đã đăng trên cổng thông tin của xã",
        "Guidance on a procedure already posted on the commune's portal",
    ),
    (
        "Danh sách công dân đã viết tắt tên, còn số điện thoại",
        "A list of citizens with initials for names and their phone numbers",
    ),
    (
        "Tài liệu đóng dấu Mật đã bỏ phần nơi nhận và chữ ký",
        "A document stamped Mật with the recipients and signature taken out",
    ),
];

fn stem(t: Texts, number: usize) -> String {
    match number % 3 {
        0 => say(
            t,
            "<p>Người có thẩm quyền quyết định phải tự kiểm tra và chịu trách nhiệm về nội dung do trí tuệ nhân tạo soạn thảo.</p>",
            "<p>The person with the authority to decide must check, and answers for, content drafted by AI.</p>",
        ),
        1 => say(
            t,
            "<p>Nội dung nào có thể đưa vào trợ lý AI công cộng để nhờ diễn đạt lại cho dễ hiểu?</p>",
            "<p>Which content may be put into a public AI assistant to have it reworded more plainly?</p>",
        ),
        _ => say(
            t,
            "<p>Chị Hằng, công chức văn phòng phường, nhận được cuộc gọi hình ảnh giống hệt lãnh đạo, yêu cầu chuyển gấp danh sách cán bộ kèm số căn cước. Những việc nào <strong>nên làm ngay</strong>?</p>",
            "<p>Ms Hằng, a ward office clerk, gets a video call that looks exactly like her superior, who urgently asks for the staff list with identity numbers. What should she do <strong>at once</strong>?</p>",
        ),
    }
}

const fn item_type(number: usize) -> ItemType {
    match number % 3 {
        0 => ItemType::TrueFalse,
        1 => ItemType::SingleChoice,
        _ => ItemType::MultipleChoice,
    }
}

fn attempt_item(t: Texts, number: usize, current: usize) -> AttemptItem {
    let is_answered = number < current;
    let choice = |place: usize, (vi, en): &(&str, &str)| AttemptOption {
        id: ["a", "b", "c", "d"][place].into(),
        text: html(&say(t, vi, en)),
        is_chosen: is_answered && place == 1,
    };
    let options = if item_type(number) == ItemType::TrueFalse {
        [("Đúng", "True"), ("Sai", "False")].iter().enumerate().map(|(place, text)| choice(place, text)).collect()
    } else {
        OPTIONS.iter().enumerate().map(|(place, text)| choice(place, text)).collect()
    };
    let field = AnswerField::Options { options, takes_several: item_type(number) == ItemType::MultipleChoice };
    let state = match number {
        2 => SaveState::Conflict,
        _ if is_answered => SaveState::Saved(at("2026-11-21T01:31:05Z")),
        _ => SaveState::Blank,
    };
    AttemptItem {
        number,
        item_type: item_type(number),
        stem: html(&stem(t, number)),
        stimulus: None,
        has_simulation: false,
        picture: None,
        field,
        revision: i64::from(is_answered),
        state,
        feedback: None,
    }
}

fn attempt(t: Texts, presentation: Presentation, notice: Option<AttemptNotice>) -> AttemptPage {
    let current = 8;
    AttemptPage {
        address: "/attempts/0".to_owned(),
        t,
        chrome: chrome("/attempts/x?item=8", Some(Role::Candidate)),
        id: id(),
        title: title(t),
        language: t.language(),
        deadline: at("2026-11-21T01:56:00Z"),
        section: None,
        is_unlimited: false,
        reads_aloud: false,
        is_practice: false,
        records_signals: false,
        server_time: at("2026-11-21T01:38:24Z"),
        presentation,
        current,
        notice,
        items: (1..=25).map(|number| attempt_item(t, number, current)).collect(),
        total: 25,
        is_adaptive: false,
        answered_before: None,
    }
}

/// Items of the types that are rarer than choices, all on one page.
fn attempt_of(t: Texts, items: Vec<AttemptItem>) -> AttemptPage {
    AttemptPage { total: items.len(), items, current: 1, ..attempt(t, Presentation::AllItems, None) }
}

fn submit(t: Texts, unanswered: Vec<usize>) -> SubmitPage {
    SubmitPage {
        t,
        chrome: chrome("/attempts/x/submit", Some(Role::Candidate)),
        id: id(),
        title: title(t),
        deadline: at("2026-11-21T01:56:00Z"),
        server_time: at("2026-11-21T01:38:24Z"),
        total: 25,
        unanswered,
        open: None,
        too_few: None,
        has_ended: false,
    }
}

/// One item at a time and no way back.
fn linear(t: Texts) -> AttemptPage {
    AttemptPage {
        items: vec![attempt_item(t, 8, 8)],
        answered_before: Some(6),
        ..attempt(t, Presentation::OneItem, None)
    }
}

fn section(t: Texts, is_over: bool) -> ShownSection {
    ShownSection { title: say(t, "An toàn dữ liệu", "Safe data"), number: 1, count: 3, is_over }
}

fn practice(t: Texts) -> AttemptPage {
    let mut items: Vec<AttemptItem> = (1..=4).map(|number| attempt_item(t, number, 3)).collect();
    items[0].feedback = Some(review_item(t, 3));
    AttemptPage { items, is_practice: true, total: 4, current: 1, ..attempt(t, Presentation::AllItems, None) }
}

fn leave_blank(t: Texts) -> LeaveBlankPage {
    LeaveBlankPage {
        t,
        chrome: chrome("/attempts/x/next", Some(Role::Candidate)),
        id: id(),
        title: title(t),
        blank: 2,
        section: None,
        deadline: at("2026-11-21T01:56:00Z"),
        number: 8,
    }
}

/// Four items of two points and a half-right fifth one, judged for real.
fn outcome(right: usize) -> Outcome {
    let key = ItemKey {
        answer: Answer::Correct(vec!["a".into(), "b".into()]),
        points: 5,
        partial_credit: PartialCredit::SumClamped,
    };
    let full = Response::Choice(vec!["a".into(), "b".into()]);
    let half = Response::Choice(vec!["a".into()]);
    let form = (0..5).map(|place| Marked {
        competency: "c",
        key: &key,
        options: 4,
        response: Some(if place < right { &full } else { &half }),
    });
    let cuts = Cuts { whole: CutScore::try_from(8_000).expect("a cut"), by_competency: BTreeMap::new() };
    judge(form, &cuts, None)
}

fn results(t: Texts) -> Vec<Rendered> {
    let ready = |fate| CertificateCard::Ready {
        id: certificate_id(),
        serial: "00012/2026/AI-ĐN".into(),
        fate,
        verify_url: format!("https://chungnhan.vi-du.vn/v/{}", certificate_id()),
    };
    let end = at("2028-11-21T16:59:59Z");
    let page_with = |right, next, certificate, review, appeal| {
        let outcome = outcome(right);
        let cut = CutScore::try_from(8_000).expect("a cut");
        let basis_points = outcome.score().shown_basis_points(cut);
        render(&ResultPage {
            appeal,
            appeal_typed: None,
            t,
            chrome: chrome("/attempts/x/result", Some(Role::Candidate)),
            id: id(),
            assessment: "ai-for-officials".into(),
            title: title(t),
            outcome,
            basis_points,
            // The sentence is as long either way.
            adaptive: (right == 1).then_some((12, None)).or((right == 4).then_some((12, Some(Centipoints(320))))),
            cut_basis_points: 8_000,
            closed_at: at("2026-11-21T01:52:40Z"),
            by_timeout: right == 1,
            grade: (right == 4).then(|| say(t, "Giỏi", "Distinction")),
            deducted: Centipoints(if right == 1 { 66 } else { 0 }),
            proficiency: if right == 4 { answering::proficiency(t) } else { Vec::new() },
            next,
            certificate,
            review,
        })
    };
    let page =
        |right, next, certificate, review| page_with(right, next, certificate, review, AppealStanding::NotOffered);
    let appealed = |appeal| page_with(2, NextStep::NoAttemptsLeft, CertificateCard::None, Review::Never, appeal);
    let review = || Review::Open((1..=4).map(|number| review_item(t, number)).collect());
    let later = Review::Later(Some(at("2026-12-31T10:00:00Z")));
    vec![
        ("result-passed".into(), page(4, NextStep::Done, ready(Fate::Valid { until: Some(end) }), review())),
        ("result-ends-soon".into(), page(4, NextStep::Done, ready(Fate::EndsSoon(end)), Review::Never)),
        (
            "result-revoked".into(),
            page(4, NextStep::Done, ready(Fate::Revoked(RevocationReason::Misconduct)), Review::Never),
        ),
        ("result-pending".into(), page(4, NextStep::Done, CertificateCard::Pending, later)),
        ("result-awaits-decision".into(), page(4, NextStep::Done, CertificateCard::AwaitsDecision, Review::Never)),
        (
            "result-failed".into(),
            page(2, NextStep::RetryAt(at("2026-11-22T01:52:00Z")), CertificateCard::None, review()),
        ),
        ("result-appeal".into(), appealed(AppealStanding::Until(at("2026-12-01T01:52:40Z")))),
        ("result-appeal-waits".into(), appealed(AppealStanding::Filed(appeal(t, None)))),
        ("result-appeal-upheld".into(), appealed(AppealStanding::Filed(appeal(t, Some(Ruling::Upheld(None)))))),
        ("result-retry".into(), page(1, NextStep::RetryNow(Some(2)), CertificateCard::None, Review::Never)),
    ]
}

/// An appeal, answered or not.
pub(super) fn appeal(t: Texts, ruling: Option<Ruling>) -> Appeal {
    let reasons =
        say(t, "Câu 7: phương án b cũng đúng theo hướng dẫn hiện hành.", "Question 7: option b is right, too.");
    Appeal {
        attempt: id(),
        reason: say(t, "Câu 7 có hai phương án cùng đúng.", "Two options of question 7 are right."),
        filed_at: at("2026-11-22T01:00:00Z"),
        answer: ruling.map(|ruling| AppealAnswer {
            ruling,
            reasons,
            by: "QT-02".into(),
            at: at("2026-11-24T02:00:00Z"),
        }),
    }
}

pub(super) fn review_item(t: Texts, number: usize) -> ReviewItem {
    let mark = [ReviewMark::Right, ReviewMark::Partly, ReviewMark::Wrong, ReviewMark::Blank][number - 1];
    let chosen: &[usize] = [&[1][..], &[1, 2], &[0], &[]][number - 1];
    let options = OPTIONS.iter().enumerate().map(|(place, (vi, en))| ReviewOption {
        text: html(&say(t, vi, en)),
        fate: OptionFate::of(Some(chosen.contains(&place)), Some(place == 1)),
    });
    ReviewItem {
        number,
        item_type: ItemType::MultipleChoice,
        stem: html(&stem(t, number)),
        options: options.collect(),
        parts: if number == 2 { answering::review_parts(t) } else { Vec::new() },
        marks: Some(ReviewMarks {
            mark,
            earned: Centipoints([100, 50, 0, 0][number - 1]),
            deducted: Centipoints([0, 0, 33, 0][number - 1]),
            possible: Centipoints(100),
        }),
        why: Some(ReviewWhy {
            rationale: html(&say(
                t,
                "<p>Thông tin đã công bố thì ai cũng đọc được, đưa vào công cụ công cộng không làm lộ thêm gì.</p>",
                "<p>Anyone can read published information, so a public tool reveals nothing more.</p>",
            )),
            legal_basis: html(&say(
                t,
                "<p>Công văn số 557/BKHCN-CĐSQG: không đưa bí mật nhà nước, dữ liệu nội bộ chưa công bố và dữ liệu cá nhân vào chatbot.</p>",
                "<p>Letter 557/BKHCN-CĐSQG: no state secrets, unpublished internal data or personal data into chatbots.</p>",
            )),
            source: "Công văn số 557/BKHCN-CĐSQG".into(),
        }),
    }
}
