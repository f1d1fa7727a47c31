//! Keyword tables in the forms that sellers' tools export, reckoned by hand.

use crate::command::{NOW, taojin};
use crate::dir::Dir;
use crate::encoded::gbk;
use crate::table::{Row, Table};

/// Scores the table and gives the row of `keyword`.
fn scored(name: &str, bytes: impl AsRef<[u8]>, keyword: &str) -> Row {
    let dir = Dir::new();
    let path = dir.file(name, bytes);
    let ran = taojin().arg("keywords").arg(path).succeed();
    Table::parse(&ran.stdout).row("keyword", keyword).clone()
}

const FIGURES: [&str; 6] = ["volume", "volume_low", "volume_high", "listings", "listings_source", "ratio"];
const SHARES: [&str; 3] = ["click_rate", "conversion_rate", "tmall_share"];

#[track_caller]
fn assert_cells<const N: usize>(row: &Row, columns: [&str; N], cells: [&str; N]) {
    assert_eq!(columns.map(|column| &row[column]), cells, "{columns:?} of {:?}", &row["keyword"]);
}

#[test]
fn a_taoci_table_gives_search_popularity_and_current_listings() {
    let table = "序号,关键词,搜索人气,搜索指数,占比,点击指数,商城点击占比,点击率,当前宝贝数,转化率,直通车\r\n\
        1,休闲裤,\"18,399\",\"47,883\",18.07%,\"32,099\",55.59%,66.49%,\"3,096,518\",1.61%,5.23\r\n\
        2,连衣裙,\"2,000\",,1%,,-,--,15,,\r\n";
    let row = scored("taoci.csv", gbk(table), "休闲裤");
    // 18399 / 3096518
    assert_cells(&row, FIGURES, ["18399", "18399", "18399", "3096518", "given", "0.0059"]);
    assert_cells(&row, SHARES, ["0.6649", "0.0161", "0.5559"]);
    // The manual's own example: 2000 / 15.
    let row = scored("taoci.csv", gbk(table), "连衣裙");
    assert_cells(&row, FIGURES, ["2000", "2000", "2000", "15", "given", "133.3333"]);
    assert_cells(&row, SHARES, ["", "", ""]);
}

#[test]
fn an_older_shengyi_canmou_table_gives_listings_online() {
    let table = "搜索词\t搜索人气\t在线商品数\t搜索热度\t交易指数\t点击率\t点击人气\t点击热度\t直通车参考价\t搜索人数占比\t\
        商城点击占比\t支付转化率\r\n\
        围巾 女\t12,000\t48000\t31000\t900\t98.5%\t9000\t20000\t1.20\t3%\t41.2%\t0.0325\r\n\
        披肩\t-\t500\t-\t-\t-\t-\t-\t-\t-\t-\t-\r\n";
    let row = scored("sycm.tsv", table, "围巾 女");
    // 12000 / 48000
    assert_cells(&row, FIGURES, ["12000", "12000", "12000", "48000", "given", "0.25"]);
    assert_cells(&row, SHARES, ["0.985", "0.0325", "0.412"]);
    let row = scored("sycm.tsv", table, "披肩");
    assert_cells(&row, FIGURES, ["", "", "", "500", "given", ""]);
    assert_cells(&row, ["score", "grade"], ["", ""]);
}

#[test]
fn the_keys_of_shengyi_canmous_json_are_known() {
    let line = r#"{"keyword":"围巾","seIpvUvHits":12000,"onlineGoodsCnt":"48000","sePvIndex":31000,"clickRate":0.985,"payConvRate":0.0325,"tmClickRatio":0.412,"p4pAmt":1.2}"#;
    let row = scored("sycm.jsonl", format!("{line}\n"), "围巾");
    assert_cells(&row, FIGURES, ["12000", "12000", "12000", "48000", "given", "0.25"]);
    assert_cells(&row, SHARES, ["0.985", "0.0325", "0.412"]);
}

#[test]
fn a_newer_shengyi_canmou_table_gives_a_demand_supply_ratio() {
    let table = "排名,拓展词,搜索人气,搜索人气环比,点击率,点击率环比,免费点击率,支付买家数,支付转化率,需求供给比,天猫商品点击率\r\n\
        1,家居拖鞋,6000,12.5%,95.33%,-3%,80%,120,7.5%,0.25,43.03%\r\n\
        2,凉拖,6000,-4%,95%,1%,80%,120,7.5%,-,43%\r\n";
    let row = scored("sycm.csv", table, "家居拖鞋");
    // 6000 / 0.25
    assert_cells(&row, FIGURES, ["6000", "6000", "6000", "24000", "ratio", "0.25"]);
    assert_cells(&row, SHARES, ["0.9533", "0.075", "0.4303"]);
    assert_cells(&row, ["trend"], ["0.125"]);
    let row = scored("sycm.csv", table, "凉拖");
    assert_cells(&row, FIGURES, ["6000", "6000", "6000", "", "", ""]);
    assert_cells(&row, ["trend"], ["-0.04"]);
}

#[test]
fn the_newest_shengyi_canmou_table_gives_ranges() {
    let table = "\u{feff}排名,搜索词,搜索人气,点击率,支付转化率,需求供给比\r\n\
        1,牛仔裤 休闲,5000 ~ 1万,72.54%,1% ~ 2.5%,0.5\r\n\
        2,卫衣,600~1200,-,--,-\r\n";
    let row = scored("sycm.csv", table, "牛仔裤 休闲");
    // sqrt(5000 * 10000) = 7071.0678; that / 0.5; sqrt(0.01 * 0.025) = 0.0158
    assert_cells(&row, FIGURES, ["7071.0678", "5000", "10000", "14142.1356", "ratio", "0.5"]);
    assert_cells(&row, SHARES, ["0.7254", "0.0158", ""]);
    let row = scored("sycm.csv", table, "卫衣");
    // sqrt(600 * 1200)
    assert_cells(&row, FIGURES, ["848.5281", "600", "1200", "", "", ""]);
}

#[test]
fn a_zhitongche_table_gives_its_index_of_impressions() {
    let table = "关键词,展现指数,市场平均出价,竞争指数,点击率,点击转化率,相关度\r\n\
        保温杯 女,\"35,120\",1.35元,420,6.21%,3.4%,3\r\n";
    let row = scored("ztc.csv", gbk(table), "保温杯 女");
    assert_cells(&row, FIGURES, ["35120", "35120", "35120", "", "", ""]);
    assert_cells(&row, SHARES, ["0.0621", "0.034", ""]);
}

#[test]
fn a_blue_ocean_table_gives_listings_without_a_volume() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let rows = [
        ["关键词", "蓝海值", "在线商品数", "支付转化率", "商城点击占比"],
        ["狗狗雨衣", "∞", "0", "21.5%", "12%"],
        ["猫抓板", "3.2", "1,200", "18%", "-"],
    ];
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let row = scored("淘词参谋_10-20-30.xlsx", &bytes, "狗狗雨衣");
    assert_cells(&row, FIGURES, ["", "", "", "0", "given", ""]);
    assert_cells(&row, SHARES, ["", "0.215", "0.12"]);
    let row = scored("淘词参谋_10-20-30.xlsx", &bytes, "猫抓板");
    assert_cells(&row, FIGURES, ["", "", "", "1200", "given", ""]);
    assert_cells(&row, SHARES, ["", "0.18", ""]);
}

#[test]
fn a_list_of_words_has_no_figures() {
    let row = scored("words.txt", "羊绒围巾\n围巾,女\n\n  保温杯  \n", "围巾,女");
    assert_cells(&row, FIGURES, ["", "", "", "", "", ""]);
    let row = scored("words.txt", "羊绒围巾\r\n  保温杯  \r\n", "保温杯");
    assert_cells(&row, ["score", "grade", "covered_by"], ["", "", "0"]);
}

#[test]
fn no_listings_at_all_is_a_count_and_makes_no_ratio() {
    let row = scored("words.csv", "关键词,搜索人气,在线商品数\r\n猫爬架,2,0\r\n", "猫爬架");
    assert_cells(&row, FIGURES, ["2", "2", "2", "0", "given", ""]);
    // 2 searches against nothing is noise.
    assert!(&row["grade"] != "golden" && &row["grade"] != "good", "{row:?}");
}

#[test]
fn of_two_tables_the_later_wins_figure_by_figure() {
    let dir = Dir::new();
    let first = dir
        .file("a.csv", "关键词,搜索人气,在线商品数,点击率\r\n连衣裙,2000,15,50%\r\nＴ恤 女,10,5,-\r\n披肩,7,7,7%\r\n");
    let second =
        dir.file("b.csv", "关键词,搜索人气,在线商品数,点击率\r\n连衣裙,3000,-,\r\nt恤  女,,9,10%\r\n围巾,1,1,1%\r\n");
    let ran = taojin().arg("keywords").args([&first, &second]).succeed();
    let table = Table::parse(&ran.stdout);
    assert_eq!(table.rows.len(), 4);
    assert_cells(table.row("keyword", "连衣裙"), FIGURES, ["3000", "3000", "3000", "15", "given", "200"]);
    assert_cells(table.row("keyword", "连衣裙"), SHARES, ["0.5", "", ""]);
    assert_cells(table.row("keyword", "t恤  女"), FIGURES, ["10", "10", "10", "9", "given", "1.1111"]);
    assert!(ran.stderr.contains("a.csv") && ran.stderr.contains("3 rows = 1 accepted + 2 superseded + 0 rejected"));
    assert!(ran.stderr.contains("b.csv") && ran.stderr.contains("3 rows = 3 accepted + 0 superseded + 0 rejected"));
    let turned = taojin().arg("keywords").args([&second, &first]).succeed();
    let turned = Table::parse(&turned.stdout);
    assert_cells(turned.row("keyword", "连衣裙"), FIGURES, ["2000", "2000", "2000", "15", "given", "133.3333"]);
}

#[test]
fn a_supply_that_no_table_gives_is_counted_over_the_catalogs() {
    let dir = Dir::new();
    let catalog = dir.file(
        "shop.csv",
        "宝贝ID,标题\r\n1,秋冬加厚羊绒围巾女百搭\r\n2,围巾女格子披肩\r\n3,陶瓷马克杯带盖\r\n4,男士围巾羊毛\r\n",
    );
    let words = dir.file("words.txt", "围巾\n围巾 女\n女 围巾\n马克杯\n保温杯\n");
    taojin()
        .args(["run", "--now", NOW, "--catalog"])
        .arg(catalog)
        .arg("--keywords")
        .arg(words)
        .arg("--out")
        .arg(dir.join("out"))
        .succeed();
    let keywords = Table::read(&dir.join("out/keywords.csv"));
    // A title covers a keyword when it holds every word of it, in any order.
    for (keyword, count) in [("围巾", "3"), ("围巾 女", "2"), ("女 围巾", "2"), ("马克杯", "1"), ("保温杯", "0")]
    {
        let row = keywords.row("keyword", keyword);
        assert_cells(row, ["listings", "listings_source", "covered_by", "volume"], [count, "counted", count, ""]);
    }
}
