use std::time::Instant;
use taojin::{config::Config, dictionary::Dictionary, keyword::*, listing::*, text::*, title::*};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let config = Config::default();
    let t = Instant::now();
    let dictionary = Dictionary::embedded().unwrap();
    let mut segmenter = Segmenter::new(&dictionary);
    println!("segmenter {:?} words {}", t.elapsed(), segmenter.vocabulary().len());
    let gbk = GbkTable::new();
    let terms = AdvertisingTerms::new(&dictionary, segmenter.normalizer()).unwrap();
    let queries = std::fs::read_to_string("/work/shared/data/keywords/taobao_queries.txt").unwrap();
    let keywords: Vec<&str> = queries.lines().collect();
    let t = Instant::now();
    let index = KeywordIndex::build(&mut segmenter, keywords.iter().copied());
    println!("index {:?} for {}", t.elapsed(), index.len());
    let figures: Vec<KeywordFigures> = (0..keywords.len())
        .map(|i| KeywordFigures { volume: Some(300000.0 / (1.0 + i as f64)), listings: 1000.0, golden: i % 50 == 0 })
        .collect();
    let engine = TitleEngine::new(&config.title, &config.keyword, &segmenter, &gbk, &terms, &index, &figures);
    let text = std::fs::read_to_string(&args[1]).unwrap();
    let listings: Vec<Listing> = text.lines().map(|l| Listing { title: l.to_owned(), ..Listing::default() }).collect();
    let mut scratch = Scratch::new(&segmenter);
    for l in listings.iter().skip(100).take(args[2].parse().unwrap()) {
        let r = engine.analyze(l, 0.5, &mut scratch);
        println!(
            "\n{}\n  core={:?} score={} covered={} visits={:.2}\n  {}",
            l.title, r.core, r.score, r.coverage.keywords, r.coverage.visits, r.words
        );
        for f in &r.findings {
            println!("   ! {} {} {}", f.rule, f.location, f.message);
        }
        for p in &r.proposals {
            println!(
                "   > {} {} {:?} {:.2}->{:.2} +{:?} -{:?} e{} lost{} gained{}",
                p.bytes,
                p.title,
                p.decision,
                p.visits_now,
                p.visits,
                p.added,
                p.removed,
                p.edited_chars,
                p.lost.len(),
                p.gained.len()
            );
        }
    }
    if std::env::var("ONLY").is_ok() {
        for _ in 0..40 {
            for l in &listings {
                engine.analyze(l, 0.5, &mut scratch);
            }
        }
        return;
    }
    let jieba = jieba_rs::Jieba::new();
    let mut seg = Segmented::default();
    for _ in 0..3 {
        let t = Instant::now();
        let mut n = 0;
        for l in &listings {
            n += jieba.cut(&l.title, false).len();
        }
        let bare = t.elapsed().as_secs_f64();
        let t = Instant::now();
        for l in &listings {
            segmenter.segment(&l.title, &mut seg);
            n += seg.tokens.len();
        }
        let s = t.elapsed().as_secs_f64();
        let t = Instant::now();
        let mut cov = Vec::new();
        for l in &listings {
            engine.cover(&l.title, &mut scratch, &mut cov);
            n += cov.len();
        }
        let c = t.elapsed().as_secs_f64();
        let t = Instant::now();
        let mut prop = 0;
        for l in &listings {
            let r = engine.analyze(l, 0.5, &mut scratch);
            prop += r.proposals.iter().filter(|p| p.decision == Decision::Propose).count();
        }
        let a = t.elapsed().as_secs_f64();
        let mut buf = String::new();
        let t = Instant::now();
        for l in &listings {
            segmenter.normalizer().normalize_into(&l.title, &mut buf);
            n += buf.len();
        }
        let no = t.elapsed().as_secs_f64();
        let t = Instant::now();
        for l in &listings {
            n += segmenter.jieba().cut(&l.title, false).len();
        }
        let ow = t.elapsed().as_secs_f64();
        println!("normalize x{:.2} own jieba x{:.2}", no / bare, ow / bare);
        println!(
            "bare {:.2}us seg x{:.2} seg+cover x{:.2} analyze x{:.2} proposals {prop} {n}",
            bare / listings.len() as f64 * 1e6,
            s / bare,
            c / bare,
            a / bare
        );
    }
}
