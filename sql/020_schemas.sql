-- Six schemas, one writer each: control and raw the loader, the other four the transformer (dbt).
revoke create on schema public from public;

create schema if not exists control;
create schema if not exists raw;
create schema if not exists staging authorization mtqg_transformer;
create schema if not exists intermediate authorization mtqg_transformer;
create schema if not exists mart authorization mtqg_transformer;
create schema if not exists mart_next authorization mtqg_transformer;

comment on schema control is 'Sổ theo dõi: bản gửi, kết luận, lỗi, lần kéo, lần dựng | Ledger: submissions, verdicts, findings, attempts, builds';
comment on schema raw is 'Ô số liệu như đã nhận, kèm nghĩa | Cells as received, with their meaning';
comment on schema staging is 'Nguồn và danh mục, đặt tên lại, ép kiểu | Sources and reference lists, renamed and cast';
comment on schema intermediate is 'Bước tính trung gian | Steps between staging and marts';
comment on schema mart is 'Số liệu công bố cho BI | What BI reads';
comment on schema mart_next is 'Các bảng của mart như sau lần dựng đang chạy; BI không đọc | The marts as they will be after the build that runs; not for BI';
