//! Numbers, dates and times in English; the clock stays Việt Nam's.

use super::En;
use crate::domain::assessment::scoring::Centipoints;
use crate::i18n::vi::figures::{Figures, decimal, grouped, real};
use time::Date;

impl Figures for En {
    fn number(&self, value: usize) -> String {
        grouped(value, ',')
    }

    fn points(&self, value: Centipoints) -> String {
        decimal(value.0, ',', ".")
    }

    fn real(&self, value: f64, places: usize) -> String {
        real(value, places)
    }

    fn percent(&self, basis_points: u16) -> String {
        format!("{}%", decimal(u32::from(basis_points), ',', "."))
    }

    fn day(&self, day: Date) -> String {
        format!("{} {} {}", day.day(), day.month(), day.year())
    }
}
