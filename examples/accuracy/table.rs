//! The score as text and as JSON.

use std::fmt::Write;
use std::ops::Range;

use serde_json::{Value, json};
use taojin::dictionary::Role;

use crate::cut::Cut;
use crate::score::{Borders, LabelScore, Match, Mistake, Score, share};
use crate::spans::Title;

/// The tables of one span file, with its `worst` worst titles.
pub fn text(name: &str, score: &Score, titles: &[Title], worst: usize) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write(&mut out, name, score, titles, worst);
    out
}

fn write(out: &mut String, name: &str, score: &Score, titles: &[Title], worst: usize) -> std::fmt::Result {
    writeln!(out, "# {name}\n\n{} titles, {} spans\n", score.titles, score.spans)?;
    writeln!(out, "| spans | taojin | plain jieba, no HMM |\n|---|---:|---:|")?;
    let of_all = |part| percent(part, score.spans);
    writeln!(out, "| both borders | {} | {} |", of_all(score.own.both), of_all(score.jieba.both))?;
    writeln!(out, "| exactly one token | {} | {} |", of_all(score.own.one), of_all(score.jieba.one))?;
    let brand_product: Vec<&LabelScore> = score.labels.values().filter(|label| label.counts_as.is_some()).collect();
    let spans = brand_product.iter().map(|label| label.spans).sum();
    let sum = |part: fn(&LabelScore) -> usize| percent(brand_product.iter().map(|label| part(label)).sum(), spans);
    writeln!(out, "| brand and product: both borders | {} | {} |", sum(|l| l.own.both), sum(|l| l.jieba.both))?;
    writeln!(out, "| brand and product: exactly one token | {} | {} |\n", sum(|l| l.own.one), sum(|l| l.jieba.one))?;

    writeln!(out, "| strict spans | precision | recall | F1 | found | marked | both |")?;
    writeln!(out, "|---|---:|---:|---:|---:|---:|---:|")?;
    for (what, figures) in
        [("brand", score.brand), ("product", score.product), ("together", score.brand.plus(score.product))]
    {
        let Match { found, marked, hit } = figures;
        let (precision, recall, f1) = (figures.precision(), figures.recall(), figures.f1());
        writeln!(out, "| {what} | {precision:.3} | {recall:.3} | {f1:.3} | {found} | {marked} | {hit} |")?;
    }

    writeln!(
        out,
        "\n| label | counts as | spans | both borders | one token | jieba: both | jieba: one | roles of single tokens |"
    )?;
    writeln!(out, "|---|---|---:|---:|---:|---:|---:|---|")?;
    for (name, label) in by_frequency(score) {
        let of = |part| percent(part, label.spans);
        let mut roles: Vec<_> = label.roles.iter().collect();
        roles.sort_by_key(|&(role, count)| (std::cmp::Reverse(count), role));
        let roles: Vec<String> = roles.iter().take(4).map(|(role, count)| format!("{role} {count}")).collect();
        writeln!(
            out,
            "| {name} | {} | {} | {} | {} | {} | {} | {} |",
            label.counts_as.map_or("", Role::as_str),
            label.spans,
            of(label.own.both),
            of(label.own.one),
            of(label.jieba.both),
            of(label.jieba.one),
            roles.join(", ")
        )?;
    }

    let shown = score.mistakes.len().min(worst);
    writeln!(out, "\n{} titles have a mistake. The worst {shown}:", score.mistakes.len())?;
    for mistake in score.mistakes.iter().take(worst) {
        let Some(title) = titles.get(mistake.title) else { continue };
        writeln!(out, "\n{}: {}", mistake.title + 1, title.text)?;
        let marked: Vec<String> =
            title.spans.iter().map(|span| format!("{}/{}", part(title, &span.range), span.label)).collect();
        writeln!(out, "  marked   {}", marked.join(" "))?;
        writeln!(out, "  cut      {}", words(title, &mistake.cut).join(" "))?;
        for (what, parts) in [
            ("borders", mistake.cut_through.iter().map(|range| part(title, range).to_owned()).collect()),
            ("missed", roles(title, &mistake.missed)),
            ("extra", roles(title, &mistake.extra)),
        ] {
            if !parts.is_empty() {
                writeln!(out, "  {what:<8} {}", parts.join(" "))?;
            }
        }
    }
    writeln!(out)
}

/// The same as one JSON object.
pub fn json(name: &str, score: &Score, titles: &[Title], worst: usize) -> Value {
    let borders = |borders: Borders, spans| json!({ "both_borders": share(borders.both, spans), "one_token": share(borders.one, spans) });
    let figures = |figures: Match| {
        json!({
            "precision": figures.precision(), "recall": figures.recall(), "f1": figures.f1(),
            "found": figures.found, "marked": figures.marked, "hit": figures.hit,
        })
    };
    let labels: Vec<Value> = by_frequency(score)
        .into_iter()
        .map(|(name, label)| {
            json!({
                "label": name, "counts_as": label.counts_as, "spans": label.spans,
                "taojin": borders(label.own, label.spans), "jieba": borders(label.jieba, label.spans), "roles": label.roles,
            })
        })
        .collect();
    let mistakes: Vec<Value> = score
        .mistakes
        .iter()
        .take(worst)
        .filter_map(|mistake| Some((titles.get(mistake.title)?, mistake)))
        .map(|(title, mistake)| wrong(title, mistake))
        .collect();
    json!({
        "file": name, "titles": score.titles, "spans": score.spans,
        "taojin": borders(score.own, score.spans), "jieba": borders(score.jieba, score.spans),
        "brand": figures(score.brand), "product": figures(score.product), "together": figures(score.brand.plus(score.product)),
        "labels": labels, "wrong_titles": score.mistakes.len(), "worst": mistakes,
    })
}

fn wrong(title: &Title, mistake: &Mistake) -> Value {
    let parts: Vec<&str> = mistake.cut_through.iter().map(|range| part(title, range)).collect();
    let marked: Vec<Value> =
        title.spans.iter().map(|span| json!({ "text": part(title, &span.range), "label": span.label })).collect();
    json!({
        "line": mistake.title + 1, "title": title.text, "marked": marked, "cut": words(title, &mistake.cut),
        "borders": parts, "missed": roles(title, &mistake.missed), "extra": roles(title, &mistake.extra),
    })
}

fn by_frequency(score: &Score) -> Vec<(&str, &LabelScore)> {
    let mut labels: Vec<(&str, &LabelScore)> = score.labels.iter().map(|(name, label)| (&**name, label)).collect();
    labels.sort_by_key(|&(name, label)| (std::cmp::Reverse(label.spans), name));
    labels
}

fn words(title: &Title, cut: &Cut) -> Vec<String> {
    let words = cut.tokens.iter().map(|token| (part(title, &token.range).trim(), token.role));
    words.filter(|(text, _)| !text.is_empty()).map(|(text, role)| named(text, role)).collect()
}

fn named(text: &str, role: Option<Role>) -> String {
    role.map_or_else(|| text.to_owned(), |role| format!("{text}/{}", role.as_str()))
}

fn roles(title: &Title, spans: &[(Role, Range<usize>)]) -> Vec<String> {
    spans.iter().map(|(role, range)| named(part(title, range), Some(*role))).collect()
}

fn part<'a>(title: &'a Title, range: &Range<usize>) -> &'a str {
    title.text.get(range.clone()).unwrap_or_default()
}

fn percent(part: usize, whole: usize) -> String {
    format!("{:.2} %", 100.0 * share(part, whole))
}
