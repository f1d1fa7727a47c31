//! 今天先做什么: the tasks of the day, worked out from the counts, the most urgent first.

use super::collect::{Collected, Example};
use super::diff::{Pieces, plain};
use super::number::{amount, growth, maybe, whole};
use crate::figure::Figure;
use crate::report::{KeywordRow, Summary};

/// A task.
#[derive(Debug)]
pub(super) struct Task {
    /// How many, with its unit: `12 个宝贝`.
    pub(super) count: String,
    pub(super) unit: &'static str,
    /// What to do.
    pub(super) what: &'static str,
    /// Why.
    pub(super) why: String,
    pub(super) examples: Vec<Line>,
    /// The file that has them all.
    pub(super) file: &'static str,
    /// What to filter in it.
    pub(super) filter: &'static str,
    /// Section of the page with more.
    pub(super) anchor: &'static str,
}

/// An example under a task.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) label: String,
    pub(super) text: Pieces,
    pub(super) note: String,
}

/// The tasks in the order in which they should be done: what is against the law, what brings most, what is easily won,
/// what is cheap, what takes longest, and last what the next run needs. A task with nothing to do is left out.
pub(super) fn tasks(got: &Collected, summary: &Summary) -> Vec<Task> {
    [illegal(got), proposals(got, summary), golden(got), ends(got, summary), pages(got), rejects(got, summary)]
        .into_iter()
        .flatten()
        .collect()
}

fn illegal(got: &Collected) -> Option<Task> {
    let line = |example: &Example| Line {
        label: example.listing_id.clone(),
        text: example.title.clone(),
        note: String::new(),
    };
    (got.illegal.count > 0).then(|| Task {
        count: whole(got.illegal.count),
        unit: "个宝贝",
        what: "先改掉广告法违禁词",
        why: "被投诉或抽查到，宝贝会下架，店铺会被罚；改一个词就能避开。".to_owned(),
        examples: got.illegal_examples.iter().map(line).collect(),
        file: "findings.csv",
        filter: "rule 以 T7、D7 开头，severity = error",
        anchor: "rules",
    })
}

fn proposals(got: &Collected, summary: &Summary) -> Option<Task> {
    let counts = &summary.counts;
    let gain = counts.visits_proposed - counts.visits_now;
    let grows = growth(counts.visits_now, counts.visits_proposed);
    let grows = if grows.is_empty() { grows } else { format!("（{grows}）") };
    let examples = got.proposals.iter().take(3).map(|row| Line {
        label: row.listing_id.clone(),
        text: plain(&row.title),
        note: format!("预计访客 {} → {}", amount(row.visits_now), amount(row.visits)),
    });
    (counts.proposed > 0).then(|| Task {
        count: whole(counts.proposed),
        unit: "个标题",
        what: "换上改写的标题，从加访客最多的改起",
        why: format!(
            "全部采用，预计访客从 {} 到 {}，多 {}{grows}。一个在卖的宝贝一周最多改一次。",
            amount(counts.visits_now),
            amount(counts.visits_proposed),
            amount(gain),
        ),
        examples: examples.collect(),
        file: "proposals.csv",
        filter: "rank = 1，decision = propose",
        anchor: "proposals",
    })
}

fn golden(got: &Collected) -> Option<Task> {
    let line = |row: &KeywordRow| Line {
        label: String::new(),
        text: plain(&row.keyword),
        note: format!("搜索 {}，宝贝 {}", maybe(row.volume.map(Figure::point)), maybe(row.listings)),
    };
    (got.uncovered_golden > 0).then(|| Task {
        count: whole(got.uncovered_golden),
        unit: "个黄金词",
        what: "看看哪些黄金词我们有货却没写进标题",
        why: "搜的人多、卖的人少，而我们没有一个标题覆盖到。确有这种货才写，不追与宝贝不符的词。".to_owned(),
        examples: got.uncovered.iter().map(line).collect(),
        file: "keywords.csv",
        filter: "grade = golden，covered_by = 0",
        anchor: "golden",
    })
}

fn ends(got: &Collected, summary: &Summary) -> Option<Task> {
    let examples = got.moves.iter().map(|row| Line {
        label: row.listing_id.clone(),
        text: plain(&row.reason),
        note: format!("{} → {}", day_and_time(&row.current_end), day_and_time(&row.proposed_end)),
    });
    (summary.counts.moved > 0).then(|| Task {
        count: whole(summary.counts.moved),
        unit: "个宝贝",
        what: "调整下架时间",
        why: "现在的下架时间没落在访客多的时段，或与同类宝贝挤在一起。按 list_time 一列重新上架即可。".to_owned(),
        examples: examples.collect(),
        file: "schedule.csv",
        filter: "moved = true",
        anchor: "week",
    })
}

fn pages(got: &Collected) -> Option<Task> {
    let mut lacking: Vec<_> = got.sections.iter().filter(|section| section.required_missing > 0).collect();
    lacking.sort_by_key(|section| std::cmp::Reverse(section.required_missing));
    let examples = lacking.iter().take(3).map(|section| Line {
        label: String::new(),
        text: plain(&section.name),
        note: format!("{} 页缺", whole(section.required_missing)),
    });
    (got.incomplete_pages.count > 0).then(|| Task {
        count: whole(got.incomplete_pages.count),
        unit: "个详情页",
        what: "补上必备内容",
        why: "买家要看的没有写，会去问客服，或者直接走掉。先补缺得最多的。".to_owned(),
        examples: examples.collect(),
        file: "pages.csv",
        filter: "required = true，verdict = missing",
        anchor: "pages",
    })
}

fn rejects(got: &Collected, summary: &Summary) -> Option<Task> {
    let mut files: Vec<_> = got.rejects.iter().collect();
    files.sort_by_key(|(_, file)| std::cmp::Reverse(file.count));
    let examples = files.iter().take(3).map(|(path, file)| Line {
        label: base_name(path).to_owned(),
        text: plain(&format!("第 {} 行：{}", whole(file.first_line), file.first_reason)),
        note: format!("{} 行", whole(file.count)),
    });
    (summary.counts.rejects > 0).then(|| Task {
        count: whole(summary.counts.rejects),
        unit: "行",
        what: "修好读不进来的行，再喂一次",
        why: "这些行没有参加今天的计算。原样放在 rejects/ 里，改好后当作输入再跑。".to_owned(),
        examples: examples.collect(),
        file: "rejects.csv",
        filter: "",
        anchor: "run",
    })
}

/// `2026-11-23T21:05:00+08:00` as `11-23 21:05`; what has another form as it is, and nothing as 未知.
fn day_and_time(time: &str) -> String {
    match (time.get(5..10), time.get(11..16)) {
        _ if time.is_empty() => "未知".to_owned(),
        (Some(day), Some(minute)) => format!("{day} {minute}"),
        _ => time.to_owned(),
    }
}

/// The last part of a path.
pub(super) fn base_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
