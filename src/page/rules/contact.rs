//! `D3-contact`: contact details that lead shoppers away from the platform.
//!
//! What: mobile phone numbers, accounts of chats, invitations to scan a code or join a group, in text, in `alt` texts, in
//! file names and in text read in pictures; `tel:` and chat addresses. One warning a page, with the first three.
//! Why: the platform takes pages down that lead customers outside, and a deal made there has no protection.
//! Example: 加微信 abc12345 领红包.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::error::Result;
use crate::page::outline::{Block, Content};
use crate::page::picture;
use crate::page::rules::Checked;
use crate::page::terms::Terms;

/// Words that invite outside wherever they stand.
const INVITATIONS: [&str; 21] = [
    "加微信",
    "加我微信",
    "添加微信",
    "微信号",
    "微信搜",
    "关注公众号",
    "微信公众号",
    "加V信",
    "加v信",
    "加VX",
    "加vx",
    "扫码加",
    "扫码关注",
    "扫码进群",
    "扫描二维码",
    "扫二维码",
    "扫一扫加",
    "加QQ",
    "QQ群",
    "扣扣群",
    "二维码",
];

/// Names of accounts, behind which the account stands.
const ACCOUNTS: [&str; 13] =
    ["微信", "薇信", "威信", "V信", "v信", "VX", "vx", "Vx", "wechat", "WeChat", "QQ", "qq", "扣扣"];

/// Pieces of file names: none in Latin letters is shorter than [`LEAST_NAME`](crate::page::reading::LEAST_NAME).
const FILES: [&str; 5] = ["erweima", "qrcode", "weixin", "wechat", "二维码"];

/// Beginnings of addresses that open a telephone or a chat.
const SCHEMES: [&str; 5] = ["tel:", "sms:", "weixin:", "tencent:", "mqqwpa:"];

/// Letters between the name of an account and the account.
const MAX_GAP: usize = 6;

/// Shortest account.
const LEAST_ACCOUNT: usize = 5;

/// Contacts named in the finding.
const NAMED: usize = 3;

/// What contacts are found with; built once for all pages.
#[derive(Debug, Clone)]
pub(in crate::page) struct ContactWords {
    /// The invitations, then the names of accounts.
    words: Terms,
    /// In file names.
    files: Terms,
}

impl ContactWords {
    pub(in crate::page) fn new() -> Result<Self> {
        let words: Vec<&str> = INVITATIONS.iter().chain(&ACCOUNTS).copied().collect();
        Ok(Self { words: Terms::new(&words, false)?, files: Terms::new(&FILES, true)? })
    }

    /// The first invitation and the first account in a text.
    fn find(&self, text: &str) -> [Option<String>; 2] {
        let (mut invitation, mut id) = (None, None);
        for (word, at) in self.words.find(text) {
            match INVITATIONS.get(word) {
                Some(word) if invitation.is_none() => invitation = Some((*word).to_owned()),
                Some(_) => {}
                None if id.is_none() => id = account(text, at),
                None => return [invitation, id],
            }
        }
        [invitation, id]
    }
}

pub(super) fn check(page: &Checked<'_>, findings: &mut Vec<Diagnostic>) {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut named = page.reading.named_pictures().iter().peekable();
    for block in page.reading.outline().blocks() {
        let is_named = named.next_if(|next| next.position == block.position).is_some();
        contacts(block, is_named, page.contact_words, |contact| {
            if !found.iter().any(|(_, known)| *known == contact) {
                found.push((block.offset, contact));
            }
        });
    }
    let Some((first, _)) = found.first() else { return };
    let named: Vec<String> = found.iter().take(NAMED).map(|(_, contact)| format!("“{contact}”")).collect();
    let more = if found.len() > NAMED { format!("等 {} 处", found.len()) } else { String::new() };
    findings.push(Diagnostic {
        rule: "D3-contact",
        severity: Severity::Warning,
        location: Location::Page { offset: *first },
        message: format!("详情页有站外联系方式{}{more}：平台会下架，站外交易也没有保障", named.join("、")),
        help: "删掉电话、微信、QQ 和二维码，让买家用旺旺联系".into(),
    });
}

/// Calls `found` for each contact in the block; the name of a picture's file is looked at if `is_named`.
fn contacts(block: &Block<'_>, is_named: bool, words: &ContactWords, mut found: impl FnMut(String)) {
    let mut text = |text: &str| {
        let contacts = [mobile(text)].into_iter().chain(words.find(text));
        contacts.flatten().for_each(&mut found);
    };
    block.content.texts().for_each(&mut text);
    match &block.content {
        Content::Picture(shown) => {
            if !shown.alt.is_empty() {
                text(&shown.alt);
            }
            let name = if is_named { picture::file_name(&shown.src) } else { "" };
            if words.files.find(picture::stem(name)).next().is_some() {
                found(name.to_owned());
            }
        }
        Content::Link { href, .. } => {
            let starts =
                |scheme: &&str| href.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
            if SCHEMES.iter().any(starts) {
                found(href.chars().take(24).collect());
            }
        }
        _ => {}
    }
}

/// The first mobile phone number (1[3-9] and nine digits), digits of any width, with or without signs between its groups.
fn mobile(text: &str) -> Option<String> {
    // Digits of full width end in bytes of their own; most texts have too few of either.
    let may_be_digit = |byte: &&u8| byte.is_ascii_digit() || (0x90..=0x99).contains(*byte);
    let may_have_one = || memchr::memchr2(b'1', 0x91, text.as_bytes()).is_some();
    if text.len() < 11 || !may_have_one() || text.as_bytes().iter().filter(may_be_digit).count() < 11 {
        return None;
    }
    let digit = |c: char| match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32),
        c => c.is_ascii_digit().then_some(c),
    };
    let mut number = String::new();
    // Whether a letter stood before the digits: then they are an id.
    let (mut before, mut is_id, mut gap) = (' ', false, 0);
    for c in text.chars().chain([' ', ' ']) {
        if let Some(digit) = digit(c) {
            if number.is_empty() {
                is_id = before.is_ascii_alphabetic() || matches!(before, '_' | '/' | '=' | '.');
            }
            number.push(digit);
            gap = 0;
        } else if matches!(c, ' ' | '-') && !number.is_empty() && gap == 0 && number.len() < 11 {
            gap = 1;
        } else {
            if !is_id && is_mobile(&number) && !c.is_ascii_alphabetic() && c != '.' {
                return Some(number);
            }
            number.clear();
            gap = 0;
        }
        before = c;
    }
    None
}

fn is_mobile(number: &str) -> bool {
    number.len() == 11 && number.starts_with('1') && matches!(number.as_bytes().get(1), Some(b'3'..=b'9'))
}

/// An account of a chat behind its name, which stands at `name`: 微信：abc12345.
fn account(text: &str, name: Range<usize>) -> Option<String> {
    // VX100 is a model.
    let is_glued = text.get(..name.start)?.chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric());
    let behind = text.get(name.end..)?;
    let is_gap = |c: &char| matches!(c, '号' | '码' | '是' | '为' | ':' | '：' | ' ' | '加' | '同');
    let gap: usize = behind.chars().take(MAX_GAP).take_while(is_gap).map(char::len_utf8).sum();
    let id = behind.get(gap..)?;
    let length = id.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')).count();
    let id = id.get(..length)?;
    let fits = length >= LEAST_ACCOUNT && id.bytes().any(|byte| byte.is_ascii_digit()) && gap > 0 && !is_glued;
    fits.then(|| format!("{} {id}", text.get(name).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_numbers_are_found_in_any_dress_and_ids_are_not() {
        for text in ["电话13812345678", "手机：138-1234-5678", "１３８１２３４５６７８", "138 1234 5678（微信同号）"]
        {
            assert_eq!(mobile(text).as_deref(), Some("13812345678"), "{text}");
        }
        for text in ["2981047753138123456", "货号A13812345678", "500g 1381234567", "12812345678", "13812345678.jpg", ""]
        {
            assert_eq!(mobile(text), None, "{text}");
        }
    }

    #[test]
    fn no_piece_of_a_file_name_is_overlooked() {
        let least = FILES.iter().filter(|piece| piece.is_ascii()).map(|piece| piece.len()).min();
        assert!(least >= Some(crate::page::reading::LEAST_NAME));
    }

    #[test]
    fn accounts_stand_behind_their_name_and_invitations_anywhere() {
        let find = |text: &str| ContactWords::new().unwrap().find(text);
        let none: [Option<String>; 2] = [None, None];
        assert_eq!(find("客服微信：taojin_88"), [None, Some("微信 taojin_88".to_owned())]);
        assert_eq!(find("QQ号 123456789"), [None, Some("QQ 123456789".to_owned())]);
        assert_eq!(find("下单请加微信"), [Some("加微信".to_owned()), None]);
        for text in ["支持微信支付", "VX100 充电器", "微信小程序 mini", "iQQ: 123456"] {
            assert_eq!(find(text), none, "{text}");
        }
    }
}
