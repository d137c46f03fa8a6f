//! The report's pictures: throughput, latency by kind, and what the server used. They follow the reader's colour scheme.

use crate::measure::{KINDS, Kind, Percentiles, Window};
use crate::process::Usage;
use plotters::coord::Shift;
use plotters::coord::ranged1d::ValueFormatter;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

const PAPER: RGBColor = RGBColor(255, 255, 255);
const INK: RGBColor = RGBColor(36, 41, 47);
const GRID: RGBColor = RGBColor(217, 222, 227);
/// Readable on light and dark paper alike.
const COLOURS: [RGBColor; 7] = [
    RGBColor(59, 130, 196),
    RGBColor(224, 123, 38),
    RGBColor(60, 157, 91),
    RGBColor(160, 106, 205),
    RGBColor(214, 69, 69),
    RGBColor(20, 160, 165),
    RGBColor(138, 138, 138),
];
const NAMES: u32 = 180;
const SHORT_NAMES: u32 = 56;
const SANS: &str = "system-ui, 'DejaVu Sans', sans-serif";
const DARK: &str = "<style>@media (prefers-color-scheme: dark) { [fill='#FFFFFF'] { fill: #0d1117 } \
    [fill='#24292F'] { fill: #e6edf3 } [stroke='#24292F'] { stroke: #8b949e } [stroke='#D9DEE3'] { stroke: #30363d } }</style>";

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Fault = Box<dyn std::error::Error>;

struct Line {
    name: &'static str,
    points: Vec<(f64, f64)>,
}

struct Panel<'a> {
    title: &'a str,
    unit: &'a str,
    lines: Vec<Line>,
    is_logarithmic: bool,
    /// Pixels for the names of the lines; the same in all panels of a picture, so that their times stand in line.
    names_width: u32,
    /// Seconds.
    end: f64,
    /// Longer than this between two points, in seconds, is a gap.
    gap: f64,
}

/// Done a second, by what people do.
pub fn throughput(windows: &[Window]) -> Result<String, Fault> {
    let groups: [(&'static str, &[Kind]); 6] = [
        ("saves", &[Kind::Save]),
        ("log-ins", &[Kind::LogIn]),
        ("list, start, read", &[Kind::List, Kind::Start, Kind::Read]),
        ("submit, result", &[Kind::Submit, Kind::Result]),
        ("verification", &[Kind::VerifyPage, Kind::VerifyApi]),
        ("administration", &[Kind::Administration]),
    ];
    let rate = |window: &Window, count: u64| (window.ends, count as f64 / window.seconds.max(1e-3));
    let count = |window: &Window, kinds: &[Kind]| kinds.iter().map(|kind| window.kinds[*kind as usize].0).sum();
    let done = groups
        .iter()
        .map(|(name, kinds)| Line { name, points: windows.iter().map(|w| rate(w, count(w, kinds))).collect() })
        .collect();
    let refused = vec![
        Line { name: "sent away (503, 429)", points: windows.iter().map(|w| rate(w, w.sheds)).collect() },
        Line { name: "failed", points: windows.iter().map(|w| rate(w, w.failures)).collect() },
    ];
    let (end, gap) = extent(windows);
    let panel = |title, lines| Panel {
        title,
        unit: "requests a second",
        lines,
        is_logarithmic: false,
        names_width: NAMES,
        end,
        gap,
    };
    picture((960, 640), |area| {
        let (upper, lower) = area.split_vertically(400);
        draw(&upper, &panel("Served", done))?;
        draw(&lower, &panel("Not served", refused))
    })
}

/// The median and the 99th percentile from the intended time, a panel for each kind.
pub fn latency(windows: &[Window]) -> Result<String, Fault> {
    let (end, gap) = extent(windows);
    let happened: Vec<Kind> =
        KINDS.into_iter().filter(|kind| windows.iter().any(|window| window.kinds[*kind as usize].0 > 0)).collect();
    let points = |kind: Kind, of: fn(&Percentiles) -> f64| {
        let kinds = windows.iter().map(move |window| (window.ends, window.kinds[kind as usize]));
        kinds.filter(|(_, (count, _))| *count > 0).map(|(at, (_, found))| (at, of(&found))).collect()
    };
    let rows = happened.len().div_ceil(2).max(1);
    picture((960, 230 * rows as u32), |area| {
        for (kind, cell) in happened.iter().zip(area.split_evenly((rows, 2))) {
            let lines = vec![
                Line { name: "p50", points: points(*kind, |found| found.p50) },
                Line { name: "p99", points: points(*kind, |found| found.p99) },
            ];
            draw(
                &cell,
                &Panel {
                    title: kind.name(),
                    unit: "ms",
                    lines,
                    is_logarithmic: true,
                    names_width: SHORT_NAMES,
                    end,
                    gap,
                },
            )?;
        }
        Ok(())
    })
}

/// Processors, memory and open files of the server.
pub fn resources(usages: &[Usage]) -> Result<String, Fault> {
    let end = usages.last().map_or(1.0, |usage| usage.at);
    let processors = usages.windows(2).map(|pair| {
        let used = pair[1].cpu_seconds - pair[0].cpu_seconds;
        (pair[1].at, used / (pair[1].at - pair[0].at).max(1e-3))
    });
    let of = |figure: fn(&Usage) -> f64| usages.iter().map(|usage| (usage.at, figure(usage))).collect();
    let panels = [
        ("Processors busy", "processors", vec![Line { name: "server", points: processors.collect() }]),
        (
            "Memory",
            "MB",
            vec![
                Line { name: "resident", points: of(|usage| usage.memory_mb) },
                Line { name: "write-ahead log on disk", points: of(|usage| usage.wal_mb) },
            ],
        ),
        ("Open files", "files", vec![Line { name: "server", points: of(|usage| usage.open_files as f64) }]),
    ];
    picture((960, 780), |area| {
        for ((title, unit, lines), cell) in panels.into_iter().zip(area.split_evenly((3, 1))) {
            draw(&cell, &Panel { title, unit, lines, is_logarithmic: false, names_width: NAMES, end, gap: end })?;
        }
        Ok(())
    })
}

fn extent(windows: &[Window]) -> (f64, f64) {
    let gap = windows.iter().map(|window| window.seconds).fold(0.0, f64::max) * 2.5;
    (windows.last().map_or(1.0, |window| window.ends), gap)
}

fn picture(size: (u32, u32), content: impl FnOnce(&Area<'_>) -> Result<(), Fault>) -> Result<String, Fault> {
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        area.fill(&PAPER)?;
        content(&area)?;
        area.present()?;
    }
    let begin = text.find("<svg").and_then(|begin| Some(begin + text[begin..].find('>')? + 1)).unwrap_or_default();
    text.insert_str(begin, DARK);
    Ok(text)
}

fn draw(area: &Area<'_>, panel: &Panel<'_>) -> Result<(), Fault> {
    let values = || panel.lines.iter().flat_map(|line| line.points.iter().map(|(_, value)| *value));
    let top = values().fold(0.0, f64::max);
    let (scale, _) = time_scale(panel.end);
    let (width, _) = area.dim_in_pixel();
    let (area, beside) = area.split_horizontally(width.saturating_sub(panel.names_width));
    legend(&beside, &panel.lines)?;
    let mut builder = ChartBuilder::on(&area);
    builder
        .margin(10)
        .margin_right(18)
        .caption(panel.title, (SANS, 15).into_font().style(FontStyle::Bold).color(&INK))
        .x_label_area_size(34)
        .y_label_area_size(64);
    if panel.is_logarithmic {
        let bottom = values().fold(f64::MAX, f64::min).clamp(0.01, 1_000.0);
        let (bottom, top) = (10_f64.powf(bottom.log10().floor()), 10_f64.powf(top.max(1.0).log10().ceil()));
        let chart = builder.build_cartesian_2d(0.0..panel.end / scale, (bottom..top.max(bottom * 10.0)).log_scale())?;
        fill(chart, panel, &|value| format!("{value}"))
    } else {
        let chart = builder.build_cartesian_2d(0.0..panel.end / scale, 0.0..top.max(1.0) * 1.08)?;
        fill(chart, panel, &|value| if top < 10.0 { format!("{value:.1}") } else { format!("{value:.0}") })
    }
}

fn fill<'a, 'b: 'a, Y>(
    mut chart: ChartContext<'a, SVGBackend<'b>, Cartesian2d<plotters::coord::types::RangedCoordf64, Y>>,
    panel: &Panel<'_>,
    format: &dyn Fn(&f64) -> String,
) -> Result<(), Fault>
where
    Y: Ranged<ValueType = f64> + ValueFormatter<f64>,
{
    let (scale, unit) = time_scale(panel.end);
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(GRID)
        .axis_style(INK)
        .label_style((SANS, 12).into_font().color(&INK))
        .x_labels(9)
        .y_labels(5)
        .x_desc(format!("time ({unit})"))
        .y_desc(panel.unit)
        .x_label_formatter(&|value| format!("{value:.4}").trim_end_matches('0').trim_end_matches('.').to_owned())
        .y_label_formatter(format)
        .draw()?;
    for (line, colour) in panel.lines.iter().zip(COLOURS) {
        for stretch in stretches(&line.points, panel.gap) {
            let points = stretch.iter().map(|(at, value)| (at / scale, *value));
            match stretch.len() {
                1 => chart.draw_series(points.map(|point| Circle::new(point, 2, colour.filled())))?,
                _ => chart.draw_series(LineSeries::new(points, colour.stroke_width(2)))?,
            };
        }
    }
    Ok(())
}

/// Beside the chart, where it covers nothing.
fn legend(area: &Area<'_>, lines: &[Line]) -> Result<(), Fault> {
    let small = (SANS, 12).into_font().color(&INK).pos(Pos::new(HPos::Left, VPos::Center));
    for ((line, colour), row) in lines.iter().zip(COLOURS).zip(0..) {
        let y = 46 + row * 18;
        area.draw(&PathElement::new([(0, y), (16, y)], colour.stroke_width(3)))?;
        area.draw(&Text::new(line.name, (22, y), small.clone()))?;
    }
    Ok(())
}

/// Parts of a line between gaps, so that nothing is drawn where nothing happened.
fn stretches(points: &[(f64, f64)], gap: f64) -> Vec<&[(f64, f64)]> {
    points.chunk_by(|one, next| next.0 - one.0 <= gap).collect()
}

/// Seconds of a unit of time that suits the length, and its name.
fn time_scale(end: f64) -> (f64, &'static str) {
    match end {
        ..1_200.0 => (1.0, "seconds"),
        ..14_400.0 => (60.0, "minutes"),
        _ => (3_600.0, "hours"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_breaks_where_nothing_happened() {
        let points = [(1.0, 5.0), (2.0, 5.0), (9.0, 5.0)];
        assert_eq!(stretches(&points, 2.5).iter().map(|part| part.len()).collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    fn pictures_have_a_dark_side_and_units() {
        let mut window = Window { ends: 1.0, seconds: 1.0, ..Window::default() };
        window.kinds[Kind::Save as usize] = (3, Percentiles { p50: 1.0, p95: 2.0, p99: 3.0, max: 4.0 });
        for text in [throughput(std::slice::from_ref(&window)), latency(&[window])] {
            let text = text.expect("a picture");
            assert!(text.contains("prefers-color-scheme: dark") && text.contains("time (seconds)"));
        }
        assert!(resources(&[]).expect("a picture").contains("MB"));
    }
}
