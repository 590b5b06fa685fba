//! Numbers as few bytes: seven bits a byte, least first; those with a sign zigzag.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as PLAIN;

/// Numbers one after the other.
#[derive(Default)]
pub struct Packed(Vec<u8>);

impl Packed {
    /// One more.
    pub fn put(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.0.push((n & 0x7F) as u8 | 0x80);
            n >>= 7;
        }
        self.0.push((n & 0x7F) as u8);
    }

    /// One more, with its sign.
    pub fn put_signed(&mut self, n: i64) {
        self.put((n << 1 ^ n >> 63).cast_unsigned());
    }

    /// As text.
    pub fn text(&self) -> String {
        PLAIN.encode(&self.0)
    }
}

/// What was packed, from the first on.
pub struct Unpacked(std::vec::IntoIter<u8>);

impl Unpacked {
    /// None for what is no packed text.
    pub fn of(text: &str) -> Option<Self> {
        PLAIN.decode(text).ok().map(|bytes| Self(bytes.into_iter()))
    }

    /// The next with its sign; none where there is none, or half of one.
    pub fn signed(&mut self) -> Option<i64> {
        let n = self.next()?;
        Some((n >> 1).cast_signed() ^ -((n & 1).cast_signed()))
    }
}

impl Iterator for Unpacked {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        let mut n = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.0.next()?;
            n |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(n);
            }
        }
        None
    }
}
