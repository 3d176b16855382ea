"""Fold a text to the form the rules are written in, one character to one character.

Rules speak simplified characters, half-width digits and ASCII brackets. The fold keeps every offset, so a
span found in
the folded text cuts the original words out of the original text. Only characters that the rules' vocabulary
can meet
are in the table of traditional forms: a full converter would change nothing, because values are never taken
from here.
"""

from __future__ import annotations

import unicodedata

_PAIRS = """
會会 議议 時时 間间 點点 參参 員员 請请 記记 錄录 題题 準准 備备 學学 習习 徵征 談谈 話话 檢检 視视 問问
領领 導导 幹干 組组 織织 總总 黨党 對对 寫写 綱纲 評评 測测 個个 實实 際际 報报 審审 歸归 檔档 關关 於于
開开 現现 將将 後后 裡里 裏里 內内 週周 號号 從从 為为 與与 並并 暫暂 團团 結结 標标 選选 優优 劃划 動动
務务 業业 產产 質质 辦办 處处 廳厅 樓楼 區区 縣县 鎮镇 鄉乡 門门 醫医 園园 圍围 繞绕 擺摆 廣广 眾众 羣群
職职 聯联 絡络 繫系 係系 責责 邊边 潔洁 擔担 當当 紀纪 規规 範范 風风 氣气 發发 髮发 揮挥 應应 該该 須须
還还 進进 過过 達达 運运 遠远 連连 適适 遲迟 屆届 屬属 層层 幾几 數数 條条 項项 體体 階阶 級级 統统 續续
給给 維维 線线 緊紧 紮扎 細细 經经 約约 終终 轉转 輪轮 較较 載载 輔辅 證证 認认 識识 設设 訪访 許许 訴诉
詢询 試试 說说 説说 誠诚 課课 調调 論论 諮咨 講讲 謝谢 變变 讓让 護护 張张 強强 彈弹 歲岁 歷历 曆历 決决
沒没 減减 滿满 潛潜 灣湾 無无 營营 獨独 環环 畫画 盡尽 監监 盤盘 確确 禮礼 種种 稱称 穩稳 窮穷 競竞 筆笔
節节 籌筹 簽签 籤签 簡简 納纳 練练 綜综 網网 緒绪 編编 縮缩 繼继 罰罚 義义 聖圣 聞闻 聲声 聽听 肅肃 腦脑
臉脸 臨临 興兴 舉举 舊旧 華华 萬万 葉叶 著着 藝艺 蘇苏 虛虚 衆众 術术 衛卫 補补 裝装 製制 複复 見见 親亲
覺觉 覽览 觀观 訂订 討讨 訓训 託托 詞词 詳详 誤误 誰谁 誼谊 謀谋 謂谓 譯译 貢贡 財财 貫贯 貧贫 買买 費费
資资 賓宾 賢贤 賬账 帳帐 賴赖 贊赞 趙赵 趕赶 跡迹 踐践 蹤踪 車车 軍军 軟软 農农 遞递 遺遗 鄧邓 鄭郑 醜丑
釋释 鋒锋 鍛锻 鍊炼 煉炼 鏡镜 鐘钟 鐵铁 長长 閉闭 閱阅 闊阔 闆板 陣阵 陳陈 陰阴 隊队 隨随 險险 隱隐 雖虽
雙双 雜杂 離离 難难 雲云 電电 靈灵 靜静 頂顶 順顺 預预 頓顿 頭头 頻频 顆颗 額额 顏颜 願愿 類类 顧顾 顯显
飛飞 養养 餘余 館馆 馬马 駐驻 驗验 驅驱 鮮鲜 齊齐 齡龄 龍龙 傳传 債债 傷伤 傾倾 僅仅 價价 儀仪 億亿 償偿
儘尽 兩两 冊册 凍冻 劇剧 劉刘 創创 勞劳 勢势 勵励 勸劝 協协 單单 衝冲 嚴严 國国 圓圆 圖图 執执 場场 堅坚
塊块 壓压 壞坏 壯壮 夠够 夾夹 奪夺 奮奋 婦妇 孫孙 寧宁 寶宝 專专 尋寻 嶺岭 帶带 幣币 彙汇 匯汇 徹彻 恆恒
悅悦 惡恶 愛爱 慣惯 態态 憑凭 憲宪 憶忆 懇恳 懷怀 戰战 戲戏 戶户 拋抛 捨舍 掃扫 掛挂 採采 揚扬 換换 損损
搶抢 摯挚 擁拥 擇择 擴扩 據据 攜携 攝摄 敘叙 敵敌 斷断 書书 東东 棄弃 極极 榮荣 構构 樣样 樹树 橋桥 機机
權权 歡欢 殺杀 毀毁 溝沟 滅灭 漢汉 潤润 濟济 濫滥 災灾 烏乌 熱热 爭争 爾尔 牆墙 狀状 獎奖 獲获 瑣琐 療疗
皺皱 盜盗 矯矫 碼码 礎础 積积 穀谷 築筑 紅红 紛纷 純纯 紹绍 絕绝 綠绿 緣缘 縱纵 績绩 羅罗 聰聪 膽胆 蓋盖
薦荐 藥药 蘭兰 蠟蜡 襲袭 觸触 計计 訊讯 詐诈 語语 誌志 誇夸 諒谅 諧谐 諾诺 譜谱 豐丰 豬猪 貝贝 負负 貨货
購购 贏赢 躍跃 輝辉 輸输 辭辞 辯辩 邏逻 郵邮 釀酿 針针 銀银 銳锐 鋼钢 錯错 鍵键 鎖锁 鏈链 閃闪 閒闲 陸陆
隻只 霧雾 韋韦 韓韩 頁页 頒颁 頗颇 飯饭 飲饮 駕驾 騰腾 驕骄 鬆松 鬥斗 魚鱼 鳥鸟 麗丽 麥麦 黃黄 齒齿 佈布
佔占 併并 來来 倫伦 側侧 偽伪 傑杰 凱凯 劍剑 勝胜 厲厉 叢丛 啟启 啓启 喚唤 喪丧 嘗尝 嚮向 墊垫 壇坛 夢梦
奧奥 嬰婴 孿孪 寢寝 寬宽 嶽岳 巖岩 師师 幫帮 庫库 廢废 彎弯 徑径 復复 恥耻 悶闷 慮虑 慶庆 憂忧 懲惩 懶懒
拚拼 掙挣 揀拣 搖摇 撥拨 撫抚 擊击 擋挡 擬拟 擾扰 攔拦 敗败 晉晋 晝昼 曉晓 暢畅 曠旷 柵栅 棟栋 楊杨 樂乐
槍枪 樁桩 檯台 臺台 颱台 櫃柜 欄栏 歐欧 殘残 氫氢 汙污 洩泄 涼凉 淚泪 淨净 淺浅 湊凑 滯滞 漁渔 漲涨 濃浓
濕湿 瀏浏 烴烃 燈灯 燒烧 爐炉 牽牵 犧牺 猶犹 獅狮 獻献 瑪玛 甦苏 疊叠 瘋疯 癒愈 皚皑 盧卢 睜睁 矚瞩 礙碍
祕秘 禍祸 禦御 稅税 穌稣 竊窃 筍笋 糧粮 紋纹 紐纽 絲丝 綁绑 緩缓 緻致 繡绣 纔才 罷罢 羨羡 翹翘 聳耸 脫脱
脹胀 腫肿 膚肤 艙舱 艱艰 莊庄 蓮莲 蔣蒋 薩萨 藍蓝 蘊蕴 虜虏 蝕蚀 衹只 袞衮 襯衬 詩诗 誕诞 諸诸 謙谦 謹谨
譽誉 豈岂 貞贞 貴贵 賀贺 賦赋 贈赠 趨趋 蹟迹 軌轨 轄辖 轟轰 違违 遜逊 鄰邻 醬酱 釣钓 鈔钞 鉅巨 銘铭 錢钱
鑑鉴 鑒鉴 閣阁 闡阐 闢辟 隸隶 雞鸡 韻韵 頌颂 頰颊 顛颠 飢饥 騙骗 髒脏 鬧闹 鴻鸿 喬乔 們们 馮冯 況况 則则
剛刚 呂吕 吳吴 宮宫 龐庞 畢毕 湯汤 濤涛 溫温 糾纠 蒞莅 蕭萧 讀读 譚谭 貼贴 賈贾 輯辑 這这 鄒邹 閔闵 閻阎
饋馈 駱骆 驟骤 魯鲁 龔龚 註注 遊游 昇升 迴回 捲卷 唸念 紙纸 貳贰 叄叁
"""
_TRADITIONAL = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}
_SYMBOLS = {
    ord("×"): "x",
    ord("✕"): "x",
    ord("∶"): ":",
    ord("︰"): ":",
    ord("•"): "•",
    0x00A0: " ",
    0x3000: " ",
}
# Circled and bracketed numbers are list marks; their compatibility forms would be bare digits.
_KEPT = (range(0x2460, 0x2500), range(0x3200, 0x3300), range(0x2150, 0x2190))


class _Fold(dict[int, str]):
    """`str.translate` table that works a character out when it first meets it."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_one(code)
        return folded


def _fold_one(code: int) -> str:
    char = chr(code)
    if any(code in kept for kept in _KEPT):
        return char
    plain = unicodedata.normalize("NFKC", char)
    if len(plain) != 1:
        return char
    return _TRADITIONAL.get(ord(plain), plain)


_TABLE = _Fold({**_TRADITIONAL, **_SYMBOLS})
_NARROW = {
    code: chr(code - 0xFEE0)
    for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}


def fold(text: str) -> str:
    """Same length as `text`: simplified, half-width, every kind of space a plain one (line breaks and tabs
    stay).
    """
    return text.translate(_TABLE)


def narrow(text: str) -> str:
    """Digits and Latin letters half-width; everything else, traditional characters too, in the text's own
    form.
    """
    return text.translate(_NARROW)
