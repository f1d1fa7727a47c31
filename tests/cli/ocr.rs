//! The models that read text in pictures.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use zip::write::SimpleFileOptions;

use crate::command::taojin;
use crate::dir::Dir;

const MODELS: [&str; 2] = ["ch_PP-OCRv4_det_infer.onnx", "ch_PP-OCRv4_rec_infer.onnx"];

fn wheel(path: &Path, files: &[(&str, &[u8])]) {
    let mut archive = zip::ZipWriter::new(File::create(path).unwrap());
    for (name, bytes) in files {
        archive.start_file(format!("rapidocr_onnxruntime/models/{name}"), SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap();
}

#[test]
fn a_wheel_with_other_models_installs_nothing() {
    let dir = Dir::new();
    wheel(&dir.join("other.whl"), &[(MODELS[0], b"not a model"), (MODELS[1], b"nor this")]);
    let ran = taojin()
        .args(["ocr", "install", "--from"])
        .arg(dir.join("other.whl"))
        .env("XDG_DATA_HOME", dir.join("data"))
        .run();
    assert_eq!(ran.status, Some(3));
    assert!(ran.stderr.contains("SHA-256") && ran.stderr.contains(MODELS[0]), "{}", ran.stderr);
    assert!(!dir.join("data").exists());
}

#[test]
fn what_is_no_wheel_is_told_with_the_way_to_get_one() {
    let dir = Dir::new();
    wheel(&dir.join("empty.whl"), &[]);
    dir.file("text.whl", "no archive");
    for name in ["empty.whl", "text.whl", "absent.whl"] {
        let ran = taojin()
            .args(["ocr", "install", "--from"])
            .arg(dir.join(name))
            .env("XDG_DATA_HOME", dir.join("data"))
            .run();
        assert_eq!(ran.status, Some(3), "{name}");
        assert!(ran.stderr.contains("pip download --no-deps rapidocr-onnxruntime==1.4.4"), "{name}: {}", ran.stderr);
    }
    assert!(!dir.join("data").exists());
}

#[test]
fn a_damaged_model_stops_a_run_before_anything_is_written() {
    let dir = Dir::new();
    dir.file("models/ch_PP-OCRv4_det_infer.onnx", "damaged");
    let config = dir.file("taojin.toml", "[pictures]\nmodels = \"models\"\n");
    dir.file("pictures/a.jpg", "");
    dir.file("catalog.csv", "宝贝ID,宝贝标题\n1,围巾\n");
    let ran = taojin()
        .args(["run", "--catalog"])
        .arg(dir.join("catalog.csv"))
        .arg("--pictures")
        .arg(dir.join("pictures"))
        .arg("--config")
        .arg(config)
        .arg("--out")
        .arg(dir.join("out"))
        .run();
    assert_eq!(ran.status, Some(3), "{}", ran.stderr);
    assert!(ran.stderr.contains("taojin ocr install"), "{}", ran.stderr);
    assert!(!dir.join("out").exists());
}
