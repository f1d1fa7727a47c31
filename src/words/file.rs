//! Candidates as a dictionary file.

use std::fmt::Write;

use super::candidate::{Candidate, Evidence};

/// Characters of an example that are shown.
const EXAMPLE: usize = 40;

/// The candidates as a file in the format of the dictionaries: an entry a word, best first, and above it a comment with its counts and
/// examples. A word whose role is not certain is a comment as a whole (`#? word<TAB>role`): who knows better takes the mark away.
pub fn dictionary_file(candidates: &[Candidate]) -> String {
    let mut out = String::from(
        "# 候选词，由 taojin words 从标题和词表里挑出，按把握和次数排列。\n\
         # 每一条看一眼：不对的删掉，成分写错的改掉；#? 开头的说不准是什么，改好成分、去掉 #? 才算数。\n\
         # 存成 .tsv 放进 taojin.toml 里 dictionary.folder 指的文件夹就生效。格式：词<TAB>成分<TAB>正名<TAB>备注\n",
    );
    for candidate in candidates {
        // Writing to a string cannot fail.
        let _ = write_candidate(&mut out, candidate);
    }
    out
}

fn write_candidate(out: &mut String, candidate: &Candidate) -> std::fmt::Result {
    let Candidate { word, canonical, certainty, evidence, titles, keywords, .. } = candidate;
    write!(out, "#\n# {word}: 标题 {titles}，关键词 {keywords}")?;
    if candidate.asked {
        write!(out, "（有人单搜）")?;
    }
    match evidence {
        Evidence::Column(column) => write!(out, "，{column}栏里写着")?,
        Evidence::Context => {
            if let Some(cohesion) = candidate.cohesion {
                write!(out, "，凝合 {cohesion:.1}")?;
            }
            write!(out, "，左右自由 {:.1} {:.1}", candidate.left_freedom, candidate.right_freedom)?;
            write!(out, "，成分把握 {:.0}%", 100.0 * certainty)?;
        }
    }
    writeln!(out)?;
    for example in &candidate.examples {
        let plain: String = example.chars().map(|c| if c.is_control() { ' ' } else { c }).take(EXAMPLE).collect();
        writeln!(out, "#   {plain}")?;
    }
    let role = candidate.role.map_or("?", crate::dictionary::Role::as_str);
    let mark = if candidate.role.is_none() { "#? " } else { "" };
    match canonical {
        Some(main) => writeln!(out, "{mark}{word}\t{role}\t{main}"),
        None => writeln!(out, "{mark}{word}\t{role}"),
    }
}
