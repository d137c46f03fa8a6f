//! Assessments that are made up: everything that `assessment.toml` can say.

use super::*;

fn terms(languages: Vec<Language>) -> impl Strategy<Value = CertificateTerms> {
    let issue = select(vec![IssuePolicy::AtOnce, IssuePolicy::ByDecision]);
    (vec(localized(languages, line()), 4), any::<bool>(), of(1_u16..=600), issue).prop_map(
        |(texts, shows_score, valid_months, issue)| CertificateTerms {
            issue,
            template: valid_months.map(|months| format!("template-{months}")),
            subtitle: texts[0].clone(),
            statement: texts[1].clone(),
            description: texts[2].clone(),
            criteria: texts[3].clone(),
            serial_pattern: "{seq:05}/{year}/AI-ĐN".to_owned(),
            register_pattern: "Số {seq:06}".to_owned(),
            shows_score,
            valid_months,
        },
    )
}

fn cuts() -> impl Strategy<Value = Cuts> {
    let cut = || (1_u16..=10_000).prop_map(|points| points.try_into().expect("a cut"));
    (cut(), btree_map(select(vec!["alpha".to_owned(), "beta-2".to_owned()]), cut(), 0..=2))
        .prop_map(|(whole, by_competency)| Cuts { whole, by_competency })
}

/// Grades from the cut on, highest first; levels from nothing on, lowest first.
fn reporting(
    languages: Vec<Language>,
) -> impl Strategy<Value = (Option<WrongCosts>, Vec<Grade>, Option<ProficiencyScale>)> {
    let costs = (1_u16..=99).prop_map(|part| WrongCosts::parse(&format!("{part}/99")).expect("a share"));
    let step = move || btree_map(1_u16..=10_000, localized(languages.clone(), line()), 1..=10);
    let cut = |points| CutScore::try_from(points).expect("a cut");
    let grades = of(step()).prop_map(move |steps| {
        let grade = |(number, (points, title))| Grade { code: format!("grade-{number}"), title, from: cut(points) };
        steps.unwrap_or_default().into_iter().rev().enumerate().map(grade).collect::<Vec<_>>()
    });
    let scale = (2_u16..=500, step().prop_filter("two levels", |steps| steps.len() > 1)).prop_map(
        move |(fewest_items, steps)| {
            let level = |(number, (points, title))| ProficiencyLevel {
                code: format!("level-{number}"),
                title,
                from: (number > 0).then(|| cut(points)),
            };
            ProficiencyScale { fewest_items, levels: steps.into_iter().enumerate().map(level).collect() }
        },
    );
    (of(costs), grades, of(scale))
}

fn window() -> impl Strategy<Value = (Option<Timestamp>, Option<Timestamp>)> {
    let moment = 1_400_000_000_000_000_i64..2_000_000_000_000_000;
    (of(moment), of(1_i64..90_000_000_000_000)).prop_map(|(opens, length)| {
        let closes = length.map(|length| opens.unwrap_or(1_500_000_000_000_000) + length);
        (opens.map(Timestamp::from_micros), closes.map(Timestamp::from_micros))
    })
}

/// A place for any item; perhaps the first one for everybody, perhaps forms made beforehand.
fn forms() -> impl Strategy<Value = Blueprint> {
    (any::<bool>(), of(2_u16..=9), any::<bool>()).prop_map(|(has_anchor, forms, has_cap)| Blueprint {
        rules: vec![BlueprintRule { competency: None, level: None, kind: None, count: 1 }],
        anchors: if has_anchor { vec!["i-0".to_owned()] } else { Vec::new() },
        exposure_cap: forms.filter(|_| has_cap).map(|_| 100),
        forms,
    })
}

fn shown() -> impl Strategy<Value = Shown> {
    any::<[bool; 4]>().prop_map(|[response, marks, right_answer, rationale]| Shown {
        response,
        marks,
        right_answer,
        rationale,
    })
}

pub(super) fn assessment(languages: Vec<Language>) -> impl Strategy<Value = Assessment> {
    let texts = (localized(languages.clone(), line()), localized(languages.clone(), markdown()));
    let times = (60_u32..=86_400, 0_u32..=600, of(1_u16..=1_000), 0_u32..=31_622_400);
    let policies = (
        prop_oneof![
            select(vec![ReviewPolicy::AfterSubmit, ReviewPolicy::AfterClose, ReviewPolicy::Never]),
            (shown(), shown(), shown()).prop_map(|(just_after, later, after_close)| ReviewPolicy::ByTime(
                ReviewTable { during: Shown::NOTHING, just_after, later, after_close }
            )),
        ],
        any::<bool>(),
    );
    let made = (of(terms(languages.clone())), reporting(languages.clone()), forms());
    (texts, times, cuts(), window(), policies, made).prop_map(move |drawn| {
        let ((title, description), (time_limit_s, grace_s, attempts, pause_s), cuts, window, policies, made) = drawn;
        let (certificate, (wrong_costs, mut grades, proficiency), blueprint) = made;
        grades.retain(|grade| grade.from >= cuts.whole);
        let section =
            |code: &str| Section { title: title.clone(), time_limit_s: 600, competencies: vec![code.to_owned()] };
        let has_sections = policies.1 && blueprint.rules.iter().all(|rule| rule.competency.is_some());
        let sections = if has_sections { vec![section("alpha"), section("beta-2")] } else { Vec::new() };
        let practice = certificate.is_none() && policies.1;
        let review = match policies.0 {
            ReviewPolicy::ByTime(table) if practice => {
                ReviewPolicy::ByTime(ReviewTable { during: Shown::ALL, ..table })
            }
            policy => policy,
        };
        Assessment {
            code: "made-up-2026".to_owned(),
            bank: "made-up".to_owned(),
            title,
            description,
            languages: languages.clone(),
            blueprint,
            time_limit_s,
            grace_s,
            attempts,
            pause_s,
            cuts,
            wrong_costs,
            grades,
            proficiency,
            opens_at: window.0,
            closes_at: window.1,
            review,
            practice,
            signals: policies.1,
            sections,
            presentation: if policies.1 { Presentation::OneItem } else { Presentation::AllItems },
            navigation: if policies.1 { Navigation::Free } else { Navigation::Linear },
            admission: if policies.1 { Admission::Code } else { Admission::Release },
            adaptive: None,
            certificate,
            appeal_days: attempts.map(|count| count.min(366)),
        }
    })
}

/// Standard error, randomesque, and the parameters that all items have.
pub(super) fn adaptive() -> impl Strategy<Value = (u32, u16, (i32, i32))> {
    (50_000_u32..=1_000_000, 1_u16..=50, (50_000..=10_000_000, -10_000_000..=10_000_000))
}

/// Where nothing else in the definition speaks against it.
pub(super) fn with_adaptive(assessment: Assessment, drawn: Option<(u32, u16, (i32, i32))>, bank: &Bank) -> Assessment {
    let is_free =
        assessment.navigation.is_free() || assessment.wrong_costs.is_some() || assessment.proficiency.is_some();
    let is_assembled = assessment.blueprint.forms.is_some() || !assessment.blueprint.anchors.is_empty();
    let adaptive = drawn.filter(|_| !is_free && !is_assembled).map(|(standard_error, randomesque, parameters)| {
        let parameters = parameters.try_into().expect("within bounds");
        let parameters = bank.items.iter().map(|item| (item.face.id.clone(), parameters)).collect();
        AdaptiveRule { least_items: 1, most_items: 1, standard_error, randomesque, parameters }
    });
    Assessment { adaptive, ..assessment }
}
