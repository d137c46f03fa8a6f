//! Banks, items, forms, attempts and scores.

pub mod adaptive;
pub mod appeal;
pub mod assembly;
pub mod attempt;
pub mod bank;
pub mod blueprint;
pub mod decimal;
pub mod deduction;
pub mod definition;
pub mod differential;
pub mod form;
pub mod grade;
pub mod item;
pub mod key;
pub mod marking;
pub mod ordering;
pub mod pace;
pub mod picture;
pub mod proficiency;
pub mod rescoring;
pub mod response;
pub mod scoring;
pub mod statistics;
pub mod way;
