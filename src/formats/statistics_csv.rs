//! Statistics as CSV, for spreadsheets and programs: decimal points, empty where there is no figure.

use super::csv_out::write_figures;
use crate::domain::assessment::differential::ItemDifference;
use crate::domain::assessment::pace::Pace;
use crate::domain::assessment::statistics::{ItemFacts, Statistics};

/// One row for each item that had attempts.
pub fn items_csv(items: &[ItemFacts], statistics: &Statistics, paces: &[Pace]) -> Vec<u8> {
    let header = [
        "item",
        "attempts",
        "facility",
        "standard_deviation",
        "discrimination",
        "discriminative_efficiency",
        "intended_weight",
        "effective_weight",
        "alpha_if_dropped",
        "left_blank",
        "look_again",
        "times_measured",
        "seconds_lower_quartile",
        "seconds_median",
        "seconds_upper_quartile",
    ];
    let rows = items.iter().zip(&statistics.items).enumerate().filter(|(_, (_, figures))| figures.attempts > 0);
    write_figures(
        &header,
        rows.map(|(place, (facts, figures))| {
            let pace = paces.get(place).copied().unwrap_or_default();
            [
                facts.id.clone(),
                figures.attempts.to_string(),
                number(figures.facility),
                number(figures.standard_deviation),
                number(figures.discrimination),
                number(figures.efficiency),
                number(figures.intended_weight),
                number(figures.effective_weight),
                number(figures.alpha_if_dropped),
                figures.blank.to_string(),
                figures.is_doubtful().to_string(),
                pace.measured.to_string(),
                number(pace.lower),
                number(pace.median),
                number(pace.upper),
            ]
        }),
    )
}

/// One row for each option. Where it tells the key it is for authors alone.
pub fn options_csv(items: &[ItemFacts], statistics: &Statistics, tells_key: bool) -> Vec<u8> {
    let header = [
        "item",
        "option",
        if tells_key { "is_right" } else { "share" },
        "chosen",
        "point_biserial",
        "fifth_1",
        "fifth_2",
        "fifth_3",
        "fifth_4",
        "fifth_5",
    ];
    let rows = items.iter().zip(&statistics.items).filter(|(_, figures)| figures.attempts > 0);
    let options = rows.flat_map(|(facts, of)| {
        facts.options.iter().zip(&of.options).map(|((option, is_right), figures)| {
            let second = if tells_key { is_right.to_string() } else { share(figures.chosen, of.attempts) };
            let told = [facts.id.clone(), option.clone(), second, figures.chosen.to_string()];
            let shares = figures.trace.map(number);
            told.into_iter().chain([number(figures.point_biserial)]).chain(shares).collect::<Vec<_>>()
        })
    });
    write_figures(&header, options)
}

/// What groups people, the group's label, and an item compared between it and everybody else.
pub type Compared<'a> = (&'static str, &'a str, &'a ItemDifference);

/// One row for each item and group.
pub fn groups_csv<'a>(items: &[ItemFacts], compared: impl IntoIterator<Item = Compared<'a>>) -> Vec<u8> {
    let header = [
        "item",
        "grouping",
        "group",
        "people",
        "others",
        "common_odds_ratio",
        "delta",
        "standard_error",
        "chi_square",
        "class",
    ];
    let rows = compared.into_iter().map(|(grouping, label, found)| {
        [
            items.get(found.item).map_or_else(String::new, |facts| facts.id.clone()),
            grouping.to_owned(),
            label.to_owned(),
            found.focal.to_string(),
            found.reference.to_string(),
            number(Some(found.odds_ratio)),
            number(Some(found.delta)),
            number(Some(found.standard_error)),
            number(Some(found.chi_square)),
            found.class.name().to_owned(),
        ]
    });
    write_figures(&header, rows)
}

fn share(count: usize, of: usize) -> String {
    number(Some(count as f64 / of.max(1) as f64))
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| format!("{value:.6}"))
}
