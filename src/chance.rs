//! The only place that draws random bytes.

/// `N` bytes from the operating system.
///
/// # Panics
/// When the operating system has no randomness to give: nothing safe can be done then.
#[expect(clippy::disallowed_methods, reason = "the one place that draws")]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// A number below `bound`, without bias.
pub fn below(bound: u32) -> u32 {
    assert!(bound > 0, "an empty range has no member");
    let zone = u32::MAX - u32::MAX % bound;
    loop {
        let drawn = u32::from_le_bytes(bytes());
        if drawn < zone {
            return drawn % bound;
        }
    }
}
