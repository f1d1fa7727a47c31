//! Keyword tables, traffic tables and detail pages.

use super::*;

#[test]
fn keyword_exports_of_every_age_are_read() {
    let figure = |value: f64| Figure::exact(value);
    let old = "序号,关键词,搜索人气,搜索指数,占比,点击指数,商城点击占比,点击率,当前宝贝数,转化率,直通车\n\
        1,休闲裤,\"18,399\",\"47,883\",18.07%,\"32,099\",55.59%,66.49%,\"3,096,518\",1.61%,5.23\n";
    let pass = keywords("a.csv", encode(old, "gbk")).unwrap();
    let row = &pass.accepted[0];
    assert_eq!(
        (row.volume, row.listings, row.conversion_rate),
        (figure(18_399.0), figure(3_096_518.0), figure(0.0161))
    );
    assert_eq!((row.tmall_share, row.click_rate), (figure(0.5559), figure(0.6649)));
    assert!(pass.info.ignored_columns.contains(&"搜索指数".to_owned()));

    let new = "排名,搜索词,搜索人气,点击率,支付转化率,需求供给比,搜索人气环比\r\n1,连衣裙,5000 ~ 1万,1% ~ 2.5%,-,0.5,-25%\r\n";
    let pass = keywords("b.csv", encode(new, "utf-8-bom")).unwrap();
    let row = &pass.accepted[0];
    assert_eq!((row.volume, row.click_rate), (Figure::range(5000.0, 10_000.0), Figure::range(0.01, 0.025)));
    assert_eq!((row.conversion_rate, row.demand_supply_ratio, row.growth), (None, figure(0.5), Some(-0.25)));

    let json =
        "{\"keyword\":\"围巾\",\"seIpvUvHits\":1200,\"onlineGoodsCnt\":0,\"tmClickRatio\":0.3,\"payConvRate\":\"-\"}\n";
    let row = &keywords("c.jsonl", json).unwrap().accepted[0];
    assert_eq!(
        (row.volume, row.listings, row.tmall_share, row.conversion_rate),
        (figure(1200.0), figure(0.0), figure(0.3), None)
    );

    let train = "word\timpression\tbid_price\tavg_price\tctr\tcvr\n围巾 女\t1.2万\t0.5\t0.4\t0.02\t12.3\n";
    let pass = keywords("d.tsv", train).unwrap();
    assert_eq!((pass.rejects[0].column.as_str(), pass.accepted.len()), ("cvr", 0));
}

#[test]
fn a_text_file_of_words_is_a_word_list_and_nothing_else_is() {
    let words = "\u{feff}连衣裙\r\n羊绒 围巾, 女\r\n\r\n\"引号\r\n";
    let pass = keywords("words.txt", words).unwrap();
    assert_eq!(pass.info.format, "word-list");
    assert_eq!(
        pass.accepted.iter().map(|word| word.text.as_str()).collect::<Vec<_>>(),
        ["连衣裙", "羊绒 围巾, 女", "\"引号"]
    );
    assert_eq!(pass.header, b"\xef\xbb\xbf");
    assert_eq!(keywords("k.txt", "连衣裙\n关键词\n围巾\n").unwrap().accepted.len(), 3, "a word may be a header's name");
    let message = keywords("words.csv", words).err().unwrap().to_string();
    assert!(message.contains("named .txt"), "{message}");
    assert_eq!(keywords("k.txt", "关键词\n连衣裙\n").unwrap().accepted.len(), 1, "a known header is a header");
}

#[test]
fn traffic_comes_long_wide_and_marginal() {
    let (rows, ..) = traffic("日期,小时,访客数\n2026-11-14,20:00-20:59,\"1,234\"\n2026-11-14,21,-\n合计,,99\n");
    assert_eq!((rows.len(), rows[0][0].hour, rows[0][0].visits), (3, Some(20), 1234.0));
    assert_eq!(rows[0][0].date.unwrap().to_string(), "2026-11-14");
    assert!(rows[1].is_empty() && rows[2].is_empty());

    let hours: Vec<String> = (0..24).map(|hour| format!("{hour}:00")).collect();
    let cells: Vec<String> = (0..24).map(|hour| (hour * 10).to_string()).collect();
    let (rows, rejects, info) =
        traffic(format!("星期,{}\n周一,{}\n周八,{}\n", hours.join(","), cells.join(","), cells.join(",")));
    assert_eq!((rows.len(), rows[0].len(), rows[0][23].visits, rows[0][23].hour), (1, 24, 230.0, Some(23)));
    assert_eq!(rows[0][5].weekday, Some(jiff::civil::Weekday::Monday));
    assert_eq!((rejects[0].column.as_str(), rejects[0].line), ("星期", 3));
    assert!(info.ignored_columns.is_empty());

    let (rows, ..) = traffic("hour,uv,pv\n00:00,3,9\n00:30,4,9\n");
    assert_eq!((rows[0][0].half_hour, rows[1][0].half_hour, rows[1][0].visits), (Some(false), Some(true), 4.0));

    let (rows, _, info) =
        traffic("time_dimension,time_value,pv_count\nhour,0,5\nweekday,Sunday,6\nday_type,Weekend,7\n");
    assert_eq!((rows[0][0].hour, rows[1][0].weekday, rows[2].len()), (Some(0), Some(jiff::civil::Weekday::Sunday), 0));
    assert!(info.warnings[0].english.contains("day_type") && info.warnings[0].chinese.contains("day_type"));
}

#[test]
fn pages_come_from_a_folder_or_from_json_lines() {
    let dir = Dir::new();
    dir.file("1.html", encode("<meta charset=\"gbk\"><p>面料：羊毛</p>", "gbk"));
    dir.file("2.htm", "<p>尺码</p>");
    dir.file("notes.txt", "no page");
    let pages = Pages::open(dir.0.path()).unwrap();
    assert_eq!((pages.rows(), pages.ids().unwrap()), (2, vec!["1".to_owned(), "2".to_owned()]));
    assert!(pages.get("1").unwrap().unwrap().unwrap().html.contains("面料：羊毛"));
    assert_eq!(pages.get("2").unwrap().unwrap().unwrap().html, "<p>尺码</p>");
    assert_eq!((pages.get("3").unwrap(), pages.get("../1").unwrap(), pages.get("").unwrap()), (None, None, None));

    let lines = "{\"id\":7,\"html\":\"<p>旧</p>\"}\nnot json\n{\"spu_id\":\"8\",\"desc\":\"<b>\\u597d</b>\"}\n{\"id\":\"7\",\"html\":\"<p>新</p>\"}\n{\"id\":9}\n";
    let pages = Pages::open(&dir.file("pages.jsonl", lines)).unwrap();
    assert_eq!((pages.rows(), pages.superseded(), pages.ids().unwrap()), (5, 1, vec!["8".to_owned(), "7".to_owned()]));
    let seven = pages.get("7").unwrap().unwrap().unwrap();
    assert_eq!((seven.html.as_str(), seven.line), ("<p>新</p>", 4));
    assert_eq!(pages.get("8").unwrap().unwrap().unwrap().html, "<b>好</b>");
    let rejects: Vec<Reject> = pages.rejects().map(Result::unwrap).collect();
    assert_eq!(
        rejects.iter().map(|reject| (reject.line, reject.byte_offset)).collect::<Vec<_>>(),
        [(2, lines.find("not").unwrap() as u64), (5, lines.rfind('{').unwrap() as u64)]
    );
    assert_eq!(rejects[0].raw, b"not json\n");
}
