//! Statistics as CSV, for spreadsheets and programs: decimal points, empty where there is no figure.

use super::csv_out::write_figures;
use crate::domain::assessment::statistics::{ItemFacts, Statistics};

/// One row for each item that had attempts.
pub fn items_csv(items: &[ItemFacts], statistics: &Statistics) -> Vec<u8> {
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
    ];
    let rows = items.iter().zip(&statistics.items).filter(|(_, figures)| figures.attempts > 0);
    write_figures(
        &header,
        rows.map(|(facts, figures)| {
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
            ]
        }),
    )
}

/// One row for each option: it tells the key, and is for authors alone.
pub fn options_csv(items: &[ItemFacts], statistics: &Statistics) -> Vec<u8> {
    let header = [
        "item",
        "option",
        "is_right",
        "chosen",
        "point_biserial",
        "fifth_1",
        "fifth_2",
        "fifth_3",
        "fifth_4",
        "fifth_5",
    ];
    let rows = items.iter().zip(&statistics.items).filter(|(_, figures)| figures.attempts > 0);
    let options = rows.flat_map(|(facts, figures)| {
        facts.options.iter().zip(&figures.options).map(|((option, is_right), figures)| {
            let told = [facts.id.clone(), option.clone(), is_right.to_string(), figures.chosen.to_string()];
            let shares = figures.trace.map(number);
            told.into_iter().chain([number(figures.point_biserial)]).chain(shares).collect::<Vec<_>>()
        })
    });
    write_figures(&header, options)
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| format!("{value:.6}"))
}
