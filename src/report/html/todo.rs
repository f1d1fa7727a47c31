//! 今天先做什么: the tasks of the day, worked out from the counts, the most urgent first.

use super::collect::{Collected, Example, Rewrites};
use super::diff::{Pieces, diff, plain};
use super::must::MustMend;
use super::number::{amount, count, growth, maybe, whole};
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
    /// The files that have them all, each with what to filter in it.
    pub(super) open: Vec<(&'static str, &'static str)>,
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

/// The tasks in the order in which they should be done: what must be mended, what brings most, what is easily won,
/// what is cheap, what takes longest, and last what the next run needs. A task with nothing to do is left out.
pub(super) fn tasks(got: &Collected, summary: &Summary) -> Vec<Task> {
    [
        must_mend(&got.must_mend),
        gains(&got.gains),
        repairs(&got.repairs),
        golden(got),
        ends(got),
        pages(got),
        rejects(got, summary),
        times(got),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn must_mend(must: &MustMend) -> Option<Task> {
    let mut why = Vec::new();
    let (illegal, unpublishable) = (must.illegal.count, must.unpublishable.count);
    if illegal > 0 {
        why.push(format!(
            "{} 个有广告法违禁词，被投诉或抽查到，宝贝会下架，店铺会被罚；改一个词就能避开。",
            whole(illegal)
        ));
    }
    if unpublishable > 0 {
        why.push(format!("{} 个标题太长或者有平台不收的字，发布不了。", whole(unpublishable)));
    }
    if must.by_hand > 0 {
        why.push(format!(
            "{} 个标题不能留着，但没有一次小改就能改好的写法，要人工改；表里第 2 行有写法的，是一次改完的样子。",
            whole(must.by_hand)
        ));
    }
    if must.is_about_titles() {
        why.push("标题有现成写法的，在 proposals.csv 里 rank = 1、decision = propose 的那一行。".to_owned());
    }
    let line = |example: &Example| Line {
        label: example.listing_id.clone(),
        text: example.title.clone(),
        note: example.message.clone(),
    };
    let mut open = vec![("findings.csv", "severity = error")];
    if must.by_hand > 0 {
        open.push(("proposals.csv", "by_hand = true"));
    }
    (must.listings.count > 0).then(|| Task {
        count: whole(must.listings.count),
        unit: "个宝贝",
        what: "先改必须改的",
        why: why.concat(),
        examples: must.examples().into_iter().map(line).collect(),
        open,
        anchor: if must.is_about_titles() { "rules" } else { "pages" },
    })
}

fn gains(gains: &Rewrites) -> Option<Task> {
    let grows = growth(gains.visits_now, gains.visits);
    let grows = if grows.is_empty() { grows } else { format!("（{grows}）") };
    let examples = gains.best.iter().take(3).map(|row| Line {
        label: row.listing_id.clone(),
        text: plain(&row.title),
        note: format!("预计访客 {} → {}", amount(row.visits_now), amount(row.visits)),
    });
    (gains.count > 0).then(|| Task {
        count: whole(gains.count),
        unit: "个标题",
        what: "换上改写的标题，从加访客最多的改起",
        why: format!(
            "全部采用，这些宝贝的预计访客从 {} 到 {}{grows}。这个数只用来比高低，不是保证。一个在卖的宝贝一周最多改一次。",
            amount(gains.visits_now),
            amount(gains.visits),
        ),
        examples: examples.collect(),
        open: vec![("proposals.csv", "rank = 1，decision = propose，gained 不为空")],
        anchor: "proposals",
    })
}

fn repairs(repairs: &Rewrites) -> Option<Task> {
    let examples = repairs.best.iter().map(|row| Line {
        label: row.listing_id.clone(),
        text: diff(&row.present, &row.title).0,
        note: format!("改成 {}", row.title),
    });
    (repairs.count > 0).then(|| Task {
        count: whole(repairs.count),
        unit: "个标题",
        what: "换上改掉毛病的标题",
        why: "这些改写只去掉毛病，例如违禁词、别家品牌、写了两遍的词；不会多来访客。".to_owned(),
        examples: examples.collect(),
        open: vec![("proposals.csv", "rank = 1，decision = propose，gained 为空")],
        anchor: "rules",
    })
}

fn golden(got: &Collected) -> Option<Task> {
    let line = |row: &KeywordRow| Line {
        label: String::new(),
        text: plain(&row.keyword),
        note: format!("搜索 {}，宝贝 {}", maybe(row.volume.map(Figure::point)), count(row.listings)),
    };
    let won = match got.won_golden {
        0 => String::new(),
        won => format!("（另有 {} 个，换上改写的标题就会覆盖到，没有算在里面。）", whole(won)),
    };
    (got.uncovered_golden > 0).then(|| Task {
        count: whole(got.uncovered_golden),
        unit: "个黄金词",
        what: "看看哪些黄金词我们有货却没写进标题",
        why: format!("搜的人多、卖的人少，而我们没有一个标题覆盖到。确有这种货才写，不追与宝贝不符的词。{won}"),
        examples: got.uncovered.iter().map(line).collect(),
        open: vec![("keywords.csv", "grade = golden，covered_by = 0，proposed_by = 0")],
        anchor: "golden",
    })
}

fn ends(got: &Collected) -> Option<Task> {
    let examples = got.moves.iter().map(|row| Line {
        label: row.listing_id.clone(),
        text: plain(&row.reason),
        note: format!("{} → {}", day_and_time(&row.current_end), day_and_time(&row.proposed_end)),
    });
    let filter = if got.without_times > 0 { "moved = true，current_end 不为空" } else { "moved = true" };
    (got.moved > 0).then(|| Task {
        count: whole(got.moved),
        unit: "个宝贝",
        what: "调整下架时间",
        why: "现在的下架时间没落在访客多的时段，或与同类宝贝挤在一起。按 list_time 一列重新上架即可。".to_owned(),
        examples: examples.collect(),
        open: vec![("schedule.csv", filter)],
        anchor: "week",
    })
}

fn times(got: &Collected) -> Option<Task> {
    (got.without_times > 0).then(|| Task {
        count: whole(got.without_times),
        unit: "个宝贝",
        what: "导出时带上“上架时间”，下次才看得出下架时间排得好不好",
        why: "目录里没有这些宝贝的上架时间，现在几点下架不知道。淘宝助理的导出里有“上架时间”和“有效期”两列，留着它们再跑一次；\
              表里现在给的时间只是建议，本来就要重新上架的可以照着排。"
            .to_owned(),
        examples: Vec::new(),
        open: vec![("schedule.csv", "current_end 为空")],
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
        open: vec![("pages.csv", "required = true，verdict = missing")],
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
        open: vec![("rejects.csv", "")],
        anchor: "run",
    })
}

/// `2026-11-23T21:05:00+08:00` as `11-23 21:05`; what has another form as it is.
fn day_and_time(time: &str) -> String {
    match (time.get(5..10), time.get(11..16)) {
        (Some(day), Some(minute)) => format!("{day} {minute}"),
        _ => time.to_owned(),
    }
}

/// The last part of a path.
pub(super) fn base_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
