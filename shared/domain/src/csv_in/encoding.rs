//! Bytes to text, whatever program wrote them.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How much of a file an encoding is guessed from, in bytes. A file may be plain for long before its first é.
const SAMPLE: usize = 4 * 1024 * 1024;

/// The text, and the name of the encoding it was in. Never fails: bytes that mean nothing become `U+FFFD`.
pub fn decode(bytes: &[u8]) -> (Cow<'_, str>, &'static str) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decoded(encoding, bytes.get(mark..).unwrap_or_default());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        // UTF-16 of plain English is valid UTF-8 too, but full of NULs.
        if !text.contains('\0') {
            return (Cow::Borrowed(text), UTF_8.name());
        }
    }
    if let Some(encoding) = utf_16_without_mark(bytes) {
        return decoded(encoding, bytes);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    detector.feed(sample, sample.len() == bytes.len());
    decoded(detector.guess(None, Utf8Detection::Allow), bytes)
}

fn decoded<'b>(encoding: &'static Encoding, bytes: &'b [u8]) -> (Cow<'b, str>, &'static str) {
    (
        encoding.decode_without_bom_handling(bytes).0,
        encoding.name(),
    )
}

/// Digits and separators have a zero byte in UTF-16, and which half it is tells the order.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..4096).unwrap_or(bytes);
    let zeros = |from: usize| sample.iter().skip(from).step_by(2).filter(|b| **b == 0);
    let (first, second) = (zeros(0).count(), zeros(1).count());
    let many = sample.len() / 4;
    match (first > many, second > many) {
        (false, true) => Some(UTF_16LE),
        (true, false) => Some(UTF_16BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_from_every_program() {
        let text = "Datum;Betrag;Text\r\n01.02.2026;1,00;Müller, Überweisung für Gäste in Köln\r\n";
        let utf_16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            text.encode_utf16().flat_map(bytes).collect()
        };
        let mut marked = vec![0xff, 0xfe];
        marked.extend(utf_16(u16::to_le_bytes));
        let latin: Vec<u8> = text
            .chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap())
            .collect();
        for (bytes, name) in [
            (text.as_bytes().to_vec(), "UTF-8"),
            ([b"\xef\xbb\xbf", text.as_bytes()].concat(), "UTF-8"),
            (marked, "UTF-16LE"),
            (utf_16(u16::to_le_bytes), "UTF-16LE"),
            (utf_16(u16::to_be_bytes), "UTF-16BE"),
            (latin, "windows-1252"),
        ] {
            assert_eq!(decode(&bytes), (Cow::Borrowed(text), name));
        }
    }
}
