//! Certificates per CPU second on one core, rendering alone: `cargo bench --bench render`.
//! CPU time, not wall-clock, so that a busy machine says the same as an idle one.

use minhchung::domain::certification::claim::Claim;
use minhchung::formats::pdf::{StandingText, Template, TemplateCache, render};
use minhchung::formats::qr;
use minhchung::formats::template::Sample;
use std::hint::black_box;

const ROUNDS: u32 = 2_000;
const NAMES: [&str; 5] =
    ["Nguyễn Thị Phương Thảo", "H'Hen Niê", "Trần Quốc Toản", "Điểu K'Ré", "Công Tằng Tôn Nữ Hoàng Phương Quỳnh"];

fn main() {
    let templates = TemplateCache::default();
    let layout = templates.layout("national-landscape-1").expect("a bundled template");
    let (claim, credential) = (Sample::Typical.claim(&layout, None), credential());
    let texts: Vec<String> = (0..NAMES.len()).map(qr_text).collect();
    let standing = StandingText::of(&claim);
    let first = micros(1, |_| {
        black_box(Template::compose(layout.clone(), standing.clone()).is_ok());
    });
    let compose = micros(20, |_| {
        black_box(Template::compose(layout.clone(), standing.clone()).is_ok());
    });
    let claims = NAMES.map(|name| Claim { holder: name.to_owned(), ..claim.clone() });
    let file =
        |round: usize| render(&templates, &claims[round], &texts[round], &credential).map_or(0, |file| file.len());
    let bytes = file(0);
    let whole = micros(ROUNDS, |round| {
        black_box(file(round));
    });
    let symbol = micros(ROUNDS, |round| {
        black_box(qr::encode(&texts[round]).is_ok());
    });
    let modules = texts.iter().filter_map(|text| qr::encode(text).ok()).collect::<Vec<_>>();
    let back = micros(ROUNDS, |round| {
        black_box(qr::decode_back(&modules[round]));
    });
    println!("first template, fonts cut      {:>9.0} us", first);
    println!("a further template             {compose:>9.0} us");
    println!("a certificate                  {whole:>9.1} us   {:.0} a second and core, {bytes} bytes", 1e6 / whole);
    println!("  of it encoding the QR symbol {symbol:>9.1} us");
    println!("  of it reading it back        {back:>9.1} us");
    println!("  of it all else               {:>9.1} us", whole - symbol - back);
}

/// CPU microseconds for one of `rounds` calls; the argument walks through the names.
fn micros(rounds: u32, mut call: impl FnMut(usize)) -> f64 {
    let start = cpu_nanoseconds();
    for round in 0..rounds {
        call(round as usize % NAMES.len());
    }
    (cpu_nanoseconds() - start) as f64 / 1_000.0 / f64::from(rounds)
}

/// What the kernel says this thread has run.
fn cpu_nanoseconds() -> u64 {
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux with scheduler statistics");
    said.split(' ').next().and_then(|number| number.parse().ok()).expect("nanoseconds come first")
}

/// As long as a signed one: 433 digits.
fn qr_text(seed: usize) -> String {
    let digit = |place: usize| char::from(b'0' + ((place * place + place / 7 + seed * 3) % 10) as u8);
    format!("https://chungnhan.example.vn/v#{}", (0..433).map(digit).collect::<String>())
}

/// As long as a signed one, and as hard to compress.
fn credential() -> Vec<u8> {
    let field = |index: u32| format!("\"field-{index}\":\"{:08x}\",", index.wrapping_mul(2_654_435_761));
    format!("{{{}}}", (0..90).map(field).collect::<String>()).into_bytes()
}
