//! A guard in front of the TOML parser. Its own limits multiply (80 dotted keys in each of 80 inline
//! tables) and dropping what it built recurses: 13 kB of brackets and dots overflow the stack.

use toml_parser::Source;
use toml_parser::lexer::TokenKind;

/// Brackets open at once; the files need two or three, broken headers leave some open.
const BRACKETS: usize = 24;
/// Dots on one line outside texts: dotted keys, decimal numbers.
const DOTS: usize = 16;

/// Whether brackets and dotted keys stay within what any file needs.
///
/// # Errors
/// The offset of the first one too many.
pub(in crate::formats) fn check(text: &str) -> Result<(), usize> {
    let (mut open, mut dots) = (0_usize, 0_usize);
    for token in Source::new(text).lex() {
        match token.kind() {
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => open += 1,
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => open = open.saturating_sub(1),
            TokenKind::Dot => dots += 1,
            TokenKind::Newline => dots = 0,
            _ => {}
        }
        if open > BRACKETS || dots > DOTS {
            return Err(token.span().start());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use toml::de::DeTable;

    #[test]
    fn dots_and_brackets_inside_texts_do_not_count() {
        let text = format!("stem = \"{}\"\ncuts = {{ a = 80.5, b = 70.25 }} # {}\n", ".".repeat(99), "[".repeat(99));
        assert_eq!(check(&text), Ok(()));
    }

    #[test]
    fn the_deepest_file_let_through_is_parsed_on_a_small_stack() {
        let path = vec!["a"; 17].join(".");
        let value = format!("{{\n{path} = ").repeat(24) + "1" + &"}".repeat(24);
        let text = format!("[{path}]\n{path} = {value}\n");
        assert_eq!(check(&text), Ok(()));
        let parse = move || drop(DeTable::parse_recoverable(&text));
        let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(parse).expect("a thread starts");
        thread.join().expect("no overflow");
    }

    #[test]
    fn a_file_that_would_overflow_the_stack_is_stopped() {
        let path = vec!["a"; 79].join(".");
        let inline = format!("{{{path}=").repeat(79) + "1" + &"}".repeat(79);
        assert!(check(&format!("[{path}]\n{path} = {inline}\n")).is_err());
        assert_eq!(check(&format!("a = {}", "[".repeat(500_000))), Err(4 + 24));
    }
}
