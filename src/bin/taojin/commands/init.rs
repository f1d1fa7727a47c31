//! `taojin init`.

use std::io::Write;
use std::process::ExitCode;

use taojin::config::TEMPLATE;
use taojin::error::Error;

use crate::args::InitArgs;

pub fn run(args: &InitArgs) -> anyhow::Result<ExitCode> {
    let path = args.folder.join("taojin.toml");
    let fail = |source| Error::output(&path, source);
    std::fs::create_dir_all(&args.folder).map_err(fail)?;
    let mut file = match std::fs::File::create_new(&path) {
        Ok(file) => file,
        Err(source) if source.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(Error::config(format!("{} is there already; move it away first", path.display())).into());
        }
        Err(source) => return Err(fail(source).into()),
    };
    file.write_all(TEMPLATE.as_bytes()).map_err(fail)?;
    eprintln!("wrote {}; name your files under [run], then: taojin run --config {}", path.display(), path.display());
    Ok(ExitCode::SUCCESS)
}
